# expect: invalid: m
def solve(n):
    return {"m": [[0.999 if i <= j else -0.999 for j in range(n)] for i in range(n)]}
