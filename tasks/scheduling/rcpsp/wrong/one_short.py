# expect: invalid: list: expected
def solve(dur, pred, need, cap):
    return {"list": list(range(len(dur) - 1))}
