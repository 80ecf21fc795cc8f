# expect: invalid: difference
def solve(n):
    return {"b": [0, n]}
