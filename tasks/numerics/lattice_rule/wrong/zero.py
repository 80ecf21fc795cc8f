# expect: invalid: z[0] is 0, expected 1..126
def solve(n, d):
    return {"z": [0] + [1] * (d - 1)}
