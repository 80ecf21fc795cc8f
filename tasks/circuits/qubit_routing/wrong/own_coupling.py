# expect: invalid: which are not coupled
def solve(n, coupling, gate):
    return {"coupling": [[i, j] for i in range(n) for j in range(n)], "layout": list(range(n)), "ops": [[-1, k] for k in range(len(gate))]}
