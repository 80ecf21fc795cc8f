# expect: invalid: the chain meets itself
def solve(seq):
    return {"move": [0, 2] + [0] * (len(seq) - 3)}
