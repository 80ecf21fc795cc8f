# expect: invalid: z
def solve(n, d):
    return {"z": [1.0] * d}
