# expect: invalid: reads wire
def solve(k, tables):
    return {"gate": [[6, 0, k + 1], [8, 0, 1]], "out": [k] * len(tables)}
