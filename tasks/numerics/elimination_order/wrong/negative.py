# expect: invalid: order[0] is -1
def solve(n, edges):
    return {"order": [-1] + list(range(1, n))}
