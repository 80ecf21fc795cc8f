# expect: invalid|output|error:
def solve(n, **rest):
    return {"x": [2**70] * n}
