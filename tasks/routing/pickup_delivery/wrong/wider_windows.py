# expect: invalid: at the latest
def solve(xy, demand, ready, due, service, pair, Q):
    n = len(pair)
    return {"route": list(range(1, n)), "due": [10**9] * n, "ready": [0] * n, "Q": 10**9}
