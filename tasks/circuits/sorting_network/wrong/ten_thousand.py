# expect: invalid: at most
def solve(n):
    return {"c": [[0, 1]] * 10**4}
