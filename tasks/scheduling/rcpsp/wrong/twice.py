# expect: invalid: appears 2 times
def solve(dur, pred, need, cap):
    return {"list": [0, *range(len(dur) - 1)]}
