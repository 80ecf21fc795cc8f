# expect: invalid: only
def solve(A, C, T, K):
    return {"K": 10**12, "goods": 10**18, "act": [[len(C) - 1, 0]] * T}
