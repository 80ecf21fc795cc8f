# expect: invalid: reads wire
def solve(m):
    c = len(m[0])
    return {"gate": [[0, c + 1], [1, 2]], "out": [c] * len(m)}
