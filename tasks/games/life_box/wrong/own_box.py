# expect: invalid: cells: expected
def solve(b):
    return {"b": 20, "cells": [[1, 0] * 10] * 20}
