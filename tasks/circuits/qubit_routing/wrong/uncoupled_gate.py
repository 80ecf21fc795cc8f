# expect: invalid: which are not coupled
def solve(n, coupling, gate):
    return {"layout": list(range(n)), "ops": [[-1, k] for k in range(len(gate))]}
