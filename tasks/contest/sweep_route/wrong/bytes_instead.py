# expect: invalid: move
def solve(N, right, down, d):
    return {"move": [0, 1, 2, 3]}
