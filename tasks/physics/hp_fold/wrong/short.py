# expect: invalid: move: expected
def solve(seq):
    return {"move": [0] * (len(seq) - 2)}
