# expect: invalid: the walk ends in
def solve(N, right, down, d):
    return {"move": "D" if not down[0][0] else "R"}
