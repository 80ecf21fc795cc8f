# expect: ok:
# at most: 4.0
# the honeycomb in a hexagon of side 4, squeezed by a billionth: the repair spreads it again
def solve(n):
    spots = [(1.5 * a, 3**0.5 * (b + 0.5 * (a % 2))) for a in range(-2, 3) for b in range(-2, 3)]
    spots = sorted(spots, key=lambda spot: spot[0] ** 2 + spot[1] ** 2)[:n]
    pitch = 1.0 - 1e-9
    return {"x": [pitch * u for u, v in spots], "y": [pitch * v for u, v in spots], "theta": [0.0] * n}
