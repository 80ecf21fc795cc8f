# expect: invalid: only
def solve(A, C, T, K):
    return {"act": [[len(C) - 1, 0]] * T}
