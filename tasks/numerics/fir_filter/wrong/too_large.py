# expect: invalid: h[0] is 128, expected -127..127
def solve(taps, bits, bands, weight):
    return {"h": [128] + [1] * ((taps - 1) // 2), "scale": 100.0}
