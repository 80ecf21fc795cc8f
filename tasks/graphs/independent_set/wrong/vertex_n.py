# expect: invalid: expected 0..
def solve(n, edges):
    return {"v": [n]}
