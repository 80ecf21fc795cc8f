# expect: ok:
# at most: 0.5
# 51 pieces whose sum can't be 25.5 on a grid of whole units per piece: the residue is spread exactly
def solve(n_max):
    return {"h": [0.5 + 2.0**-42] * 51}
