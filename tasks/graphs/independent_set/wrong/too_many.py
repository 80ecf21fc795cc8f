# expect: invalid: at most
def solve(n, edges):
    return {"v": [0] * (n + 1)}
