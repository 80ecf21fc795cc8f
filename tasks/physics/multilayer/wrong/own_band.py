# expect: ok:
# at most: 0.04
def solve(n_layers, n_hi, n_lo, n_sub, wavelength, stop):
    return {"d": [10.0] * n_layers, "wavelength": [550.0], "n_sub": 1.0}
