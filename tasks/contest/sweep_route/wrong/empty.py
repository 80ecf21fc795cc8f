# expect: invalid: empty
def solve(N, right, down, d):
    return {"move": "", "d": [[0] * N] * N}
