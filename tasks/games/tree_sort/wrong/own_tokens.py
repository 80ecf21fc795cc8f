# expect: invalid: not sorted at the end
def solve(n, edges, perm):
    perm[:] = range(n)
    return {"perm": list(range(n)), "rounds": [[0], [0]]}
