# expect: invalid: 1 entries
def solve(n):
    return {"b": [0]}
