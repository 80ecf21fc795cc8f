# expect: invalid: expected 0..
def solve(m):
    return {"gate": [[-1, 0]], "out": [0] * len(m)}
