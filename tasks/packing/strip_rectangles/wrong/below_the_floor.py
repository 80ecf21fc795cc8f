# expect: invalid: y[0] is -1000
def solve(W, w, h):
    return {"x": [0] * len(w), "y": [-1000 * (i + 1) for i in range(len(w))]}
