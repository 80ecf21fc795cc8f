# expect: invalid: slot: expected 8 x 72 integers
def solve(hist, R, G):
    return {"slot": [list(range(hist.shape[1])) + [0] * (R - hist.shape[1] + 8)] * len(hist)}
