# expect: invalid: move
def solve(seq):
    return {"move": [0.0] * (len(seq) - 1)}
