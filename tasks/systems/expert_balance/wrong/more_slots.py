# expect: invalid: slot[0]: expected 72 integers, got 80
def solve(hist, R, G):
    return {"slot": [list(range(hist.shape[1])) + [0] * (R - hist.shape[1] + 8)] * len(hist)}
