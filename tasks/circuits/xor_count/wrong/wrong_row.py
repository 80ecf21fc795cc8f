# expect: invalid: is not the sum of row
def solve(m):
    return {"gate": [[0, 1]], "out": [len(m[0])] * len(m)}
