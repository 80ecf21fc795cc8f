# expect: invalid: overlap
def solve(W, w, h):
    return {"x": [0] * len(w), "y": [0] * len(w)}
