# expect: invalid: comes before its predecessor
def solve(dur, pred, need, cap):
    return {"list": list(range(len(dur)))[::-1]}
