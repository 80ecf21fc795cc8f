# expect: ok:
# at most: 0.0
def solve(n):
    return {"p": [[0.5, 0.5, 0.5]] * n}
