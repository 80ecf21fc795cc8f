# expect: invalid: d
def solve(n_layers, n_hi, n_lo, n_sub, wavelength, stop):
    return {"d": [complex(100.0, 1.0)] * n_layers}
