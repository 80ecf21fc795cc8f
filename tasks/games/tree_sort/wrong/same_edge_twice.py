# expect: invalid: shares a vertex
def solve(n, edges, perm):
    return {"rounds": [[3, 3]]}
