# expect: invalid: comes before its predecessor
def solve(dur, pred, need, cap):
    a, b = map(int, pred[0])
    x = list(range(len(dur)))
    x[a], x[b] = b, a
    return {"list": x}
