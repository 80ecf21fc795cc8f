# expect: invalid: at most
def solve(m):
    return {"gate": [[0, 1]] * 10**4, "out": [0] * len(m)}
