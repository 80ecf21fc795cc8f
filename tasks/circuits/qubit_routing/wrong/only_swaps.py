# expect: invalid: gates are not carried out
def solve(n, coupling, gate):
    return {"layout": list(range(n)), "ops": [[0, 1]] * len(gate)}
