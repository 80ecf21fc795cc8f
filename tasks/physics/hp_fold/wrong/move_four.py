# expect: invalid: expected 0..3
def solve(seq):
    return {"move": [4] * (len(seq) - 1)}
