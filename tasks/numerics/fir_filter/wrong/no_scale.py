# expect: invalid: scale: missing
def solve(taps, bits, bands, weight):
    return {"h": [1] * ((taps + 1) // 2)}
