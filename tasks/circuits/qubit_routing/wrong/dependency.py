# expect: invalid: is not the next gate
def solve(n, coupling, gate):
    return {"layout": list(range(n)), "ops": [[-1, len(gate) - 1 - k] for k in range(len(gate))]}
