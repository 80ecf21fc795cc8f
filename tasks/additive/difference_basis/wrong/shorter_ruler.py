# expect: invalid: difference
def solve(n):
    return {"b": [0, 1, 4, 7, 9], "n": 9}
