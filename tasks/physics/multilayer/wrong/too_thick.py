# expect: invalid: d[1] is 300.001, expected 10..300 nm
def solve(n_layers, n_hi, n_lo, n_sub, wavelength, stop):
    return {"d": [100.0, 300.001] + [50.0] * (n_layers - 2)}
