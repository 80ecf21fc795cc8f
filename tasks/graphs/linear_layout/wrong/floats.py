# expect: invalid: pos
def solve(n, edges, kind):
    return {"pos": [float(i) for i in range(n)]}
