# expect: invalid: z
def solve(n, d):
    return {"z": [2**70] * d}
