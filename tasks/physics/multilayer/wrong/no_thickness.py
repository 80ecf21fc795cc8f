# expect: invalid: d[0] is 0, expected 10..300 nm
def solve(n_layers, n_hi, n_lo, n_sub, wavelength, stop):
    return {"d": [0.0] * n_layers}
