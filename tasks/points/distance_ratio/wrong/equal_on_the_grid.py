# expect: invalid:
# two points differ by less than half a grid step: they are one
def solve(n, d):
    return {"p": [[0.0] * d, [2.0**-43] * d] + [[0.1 * i] + [0.0] * (d - 1) for i in range(2, n)]}
