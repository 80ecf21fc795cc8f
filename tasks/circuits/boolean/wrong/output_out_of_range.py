# expect: invalid: out[0] is 3
def solve(k, tables):
    return {"gate": [], "out": [k] * len(tables)}
