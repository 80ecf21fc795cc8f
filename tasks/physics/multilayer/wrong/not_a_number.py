# expect: invalid: d[0] is nan
def solve(n_layers, n_hi, n_lo, n_sub, wavelength, stop):
    return {"d": [float("nan")] * n_layers}
