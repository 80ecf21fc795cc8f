# expect: invalid: order
def solve(p):
    n = len(p[0])
    return {"order": [float(i) for i in range(n)]}
