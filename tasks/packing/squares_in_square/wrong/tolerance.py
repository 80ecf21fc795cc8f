# expect: ok:
# at most: 3.0
# a 3 x 3 grid squeezed by a billionth: the repair spreads it again
def solve(n):
    pitch = 1.0 - 1e-9
    return {"x": [pitch * (i % 3) for i in range(n)], "y": [pitch * (2 * (i // 3)) for i in range(n)], "theta": [0.0] * n}
