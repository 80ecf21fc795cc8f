# expect: invalid: is not the sum of row
def solve(m):
    m[:] = 0
    m[:, 0] = 1
    return {"m": [[1]], "gate": [], "out": [0] * len(m)}
