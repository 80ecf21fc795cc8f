# expect: invalid: act: expected
def solve(A, C, T, K):
    return {"act": [[-1, -1]] * (T - 1)}
