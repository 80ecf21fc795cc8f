# expect: invalid: 0 entries
def solve(n, d):
    return {"w": [], "score": 99}
