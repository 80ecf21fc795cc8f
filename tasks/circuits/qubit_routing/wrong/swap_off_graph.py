# expect: invalid: swap of 0 and 5, which are not coupled
def solve(n, coupling, gate):
    return {"layout": list(range(n)), "ops": [[0, 5]] * len(gate)}
