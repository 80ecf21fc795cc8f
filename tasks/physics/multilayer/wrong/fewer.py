# expect: invalid: d: expected 4 numbers, got 3
def solve(n_layers, n_hi, n_lo, n_sub, wavelength, stop):
    return {"d": [100.0] * (n_layers - 1)}
