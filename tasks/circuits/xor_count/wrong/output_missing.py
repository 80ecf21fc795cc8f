# expect: invalid: out: expected
def solve(m):
    return {"gate": [], "out": [0] * (len(m) - 1)}
