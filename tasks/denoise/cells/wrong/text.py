# expect: invalid: X
def solve(Y):
    return {"X": "denoised"}
