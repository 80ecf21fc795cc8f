# expect: invalid: v
def solve(d):
    return {"v": [[1.0] + [0.0] * (d - 1)]}
