# expect: invalid: order
def solve(n, edges):
    return {"order": [float(i) for i in range(n)]}
