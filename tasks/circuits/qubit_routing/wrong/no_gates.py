# expect: invalid: ops: 0 entries
def solve(n, coupling, gate):
    return {"layout": list(range(n)), "ops": []}
