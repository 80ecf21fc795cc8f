# expect: invalid: x: expected
def solve(W, w, h):
    return {"x": [0] * (len(w) - 1), "y": [0] * (len(w) - 1)}
