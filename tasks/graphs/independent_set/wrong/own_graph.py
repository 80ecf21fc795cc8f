# expect: invalid: adjacent
def solve(n, edges):
    return {"v": list(range(n)), "edges": []}
