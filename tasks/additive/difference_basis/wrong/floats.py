# expect: invalid: b
def solve(n):
    return {"b": [float(x) for x in range(n + 1)]}
