# expect: invalid: expected 0..
def solve(n, edges, perm):
    return {"rounds": [[-1]]}
