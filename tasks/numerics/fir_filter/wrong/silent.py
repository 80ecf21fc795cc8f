# expect: ok:
# at most: 0.0
def solve(taps, bits, bands, weight):
    return {"h": [0] * ((taps + 1) // 2), "scale": 1.0, "weight": [0.0, 0.0]}
