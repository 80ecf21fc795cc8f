# expect: invalid: entries, expected
def solve(k, tables):
    return {"gate": [[6, 0, 1]] * 10**4, "out": [0] * len(tables)}
