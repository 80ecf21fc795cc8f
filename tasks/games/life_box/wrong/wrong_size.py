# expect: invalid: cells: expected
def solve(b):
    return {"cells": [[1] * 128] * 128}
