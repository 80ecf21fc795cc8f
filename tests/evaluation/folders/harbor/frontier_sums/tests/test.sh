#!/bin/bash
python3 /tests/evaluate.py
