# expect: invalid: slot[0]: expert 1 has no slot
def solve(hist, R, G):
    return {"slot": [[0] * R] * len(hist)}
