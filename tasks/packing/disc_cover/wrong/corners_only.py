# expect: ok:
# at most: 0.4
# all corners are centres: the middle of the square is far
def solve(n):
    return {"x": [float(i & 1) for i in range(n)], "y": [float(i >> 1 & 1) for i in range(n)]}
