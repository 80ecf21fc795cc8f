# expect: ok: wrong output bits
# at most: 18
def solve(k, tables):
    tables[:] = 0
    return {"tables": [[0] * 8] * 2, "gate": [], "out": [0] * len(tables)}
