# expect: invalid: 52 entries
def solve(N):
    return {"a": list(range(N + 1))}
