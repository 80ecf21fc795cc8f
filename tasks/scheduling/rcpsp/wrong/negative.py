# expect: invalid: list
def solve(dur, pred, need, cap):
    return {"list": list(range(-1, len(dur) - 1))}
