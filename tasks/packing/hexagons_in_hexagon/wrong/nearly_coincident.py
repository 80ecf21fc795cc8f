# expect: invalid:
# a factor above 2^22 would be needed
def solve(n):
    return {"x": [i * 2.0**-30 for i in range(n)], "y": [0.0] * n, "theta": [0.0] * n}
