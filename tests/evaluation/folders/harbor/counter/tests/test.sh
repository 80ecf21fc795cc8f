#!/bin/bash
cd /tests
python3 check.py > /logs/verifier/reward.txt
