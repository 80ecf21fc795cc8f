# expect: invalid: p: expected
def solve(f, d):
    return {"p": list(range(len(f) - 1))}
