# expect: invalid: 0 entries
def solve(n, d, weight):
    return {"w": [], "score": 99}
