# expect: invalid: shares a vertex
def solve(n, edges, perm):
    return {"rounds": [[0, 1]]}
