# expect: invalid: zero
def solve(d):
    return {"v": [[0] * d] + [[int(i == j) for j in range(d)] for i in range(d)]}
