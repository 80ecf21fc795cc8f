# expect: invalid: centre outside
def solve(n):
    return {"w": 1.9, "h": 1.9, "height": 1.9, "x": [0.5] * n, "y": [0.1 * i for i in range(n)], "r": [0.05] * n}
