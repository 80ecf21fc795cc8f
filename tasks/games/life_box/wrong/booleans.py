# expect: invalid: cells
def solve(b):
    return {"cells": [[True] * b] * b}
