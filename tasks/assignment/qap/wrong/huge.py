# expect: invalid: p
def solve(f, d):
    return {"p": [2**70] + list(range(1, len(f)))}
