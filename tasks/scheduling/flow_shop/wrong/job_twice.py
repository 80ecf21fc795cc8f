# expect: invalid: appears 2 times
def solve(p):
    n = len(p[0])
    return {"order": [0] + list(range(n - 1))}
