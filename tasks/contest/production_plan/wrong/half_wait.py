# expect: invalid: expected a level and a line
def solve(A, C, T, K):
    return {"act": [[-1, 0]] + [[-1, -1]] * (T - 1)}
