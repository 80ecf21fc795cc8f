# expect: invalid:
# no factor separates equal centres
def solve(n):
    return {"x": [0.0] * n, "y": [0.0] * n, "theta": [0.1 * i for i in range(n)]}
