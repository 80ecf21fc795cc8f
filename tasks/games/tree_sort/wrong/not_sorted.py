# expect: invalid: not sorted at the end
def solve(n, edges, perm):
    return {"rounds": []}
