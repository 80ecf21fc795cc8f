# expect: invalid: is 0, expected -1 or 1
def solve(n):
    return {"m": [[int(i == j) for j in range(n)] for i in range(n)]}
