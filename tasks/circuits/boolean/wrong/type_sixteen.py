# expect: invalid: type 16
def solve(k, tables):
    return {"gate": [[16, 0, 1]], "out": [k] * len(tables)}
