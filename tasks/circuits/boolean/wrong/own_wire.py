# expect: invalid: reads wire
def solve(k, tables):
    return {"gate": [[6, 0, k]], "out": [k] * len(tables)}
