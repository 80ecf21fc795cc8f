# expect: invalid: expected a level and a line
def solve(A, C, T, K):
    return {"act": [[len(C), 0]] + [[-1, -1]] * (T - 1)}
