# expect: invalid: edge
def solve(n, edges):
    return {"c": [0] * n}
