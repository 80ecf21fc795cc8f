# expect: ok:
def solve(k, a):
    return {"g": [0] * len(a), "k": 1}
