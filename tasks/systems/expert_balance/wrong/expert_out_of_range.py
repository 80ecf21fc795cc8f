# expect: invalid: slot[0, 64] is 64
def solve(hist, R, G):
    return {"slot": [list(range(R))] * len(hist)}
