# expect: invalid: p
def solve(f, d):
    return {"p": [True, False] + list(range(2, len(f)))}
