# expect: invalid: y
def solve(W, w, h):
    return {"x": [0] * len(w), "y": [2**62 * (i % 2) + i for i in range(len(w))]}
