# expect: invalid: expected -1..1
def solve(n):
    return {"m": [[2**40 if i == j else 1 for j in range(n)] for i in range(n)]}
