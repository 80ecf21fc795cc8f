# expect: invalid: entries, expected
def solve(n, edges, perm):
    return {"rounds": [[0]] * 10**4}
