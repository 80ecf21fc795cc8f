# expect: invalid: 0 entries
def solve(N):
    return {"a": [], "score": 99}
