# expect: invalid: appears 2 times
def solve(n, edges):
    return {"order": [0] + list(range(n - 1))}
