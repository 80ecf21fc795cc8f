# expect: ok:
# at most: 2.0
# max(f*f) alone would be tiny; the magnitude counts
def solve(n_max):
    half = n_max // 2
    return {"a": [1.0] * half + [-3.0] * half}
