# expect: invalid: p: expected 8 x 2 numbers
def solve(n, d):
    return {"n": 1000, "p": [[(i + 0.5) / 1000, i * 0.6180339887 % 1.0] for i in range(1000)]}
