# expect: invalid: slot[0, 0] is -1
def solve(hist, R, G):
    return {"slot": [[-1] * R] * len(hist)}
