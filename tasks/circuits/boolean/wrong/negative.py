# expect: invalid: gate
def solve(k, tables):
    return {"gate": [[6, -1, 0]], "out": [0] * len(tables)}
