#!/bin/bash
set -e
python /tests/evaluate.py
