# expect: invalid: is never entered
def solve(N, right, down, d):
    return {"move": "DU" if not down[0][0] else "RL"}
