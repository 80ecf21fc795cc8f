# expect: invalid: points 0, 1, 2 are on a line
def solve(n):
    return {"p": [[i, 0] for i in range(n)]}
