# expect: invalid: slot
def solve(hist, R, G):
    return {"slot": [[float(i) for i in range(R)]] * len(hist)}
