# expect: invalid: cells[0, 0] is 2
def solve(b):
    return {"cells": [[2] * b] * b}
