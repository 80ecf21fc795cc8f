# expect: invalid: v
def solve(d):
    return {"d": 24, "v": [[int(i == j) for j in range(24)] for i in range(24)]}
