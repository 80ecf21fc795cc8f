# expect: invalid: p: 0 entries
def solve(n, rule):
    return {"p": [], "score": 24}
