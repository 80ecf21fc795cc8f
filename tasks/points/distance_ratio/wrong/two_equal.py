# expect: invalid:
def solve(n, d):
    return {"p": [[1.0] * d, [1.0] * d] + [[0.1 * i] + [0.0] * (d - 1) for i in range(2, n)]}
