# expect: invalid: layout: 0 appears
def solve(n, coupling, gate):
    return {"layout": [0] * n, "ops": [[-1, k] for k in range(len(gate))]}
