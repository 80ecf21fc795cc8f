# expect: ok: 8 terms added
# at most: 8
def solve(n, m, p):
    return {"U": [], "V": [], "W": [], "terms": 0}
