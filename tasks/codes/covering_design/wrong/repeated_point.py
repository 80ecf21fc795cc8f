# expect: invalid: repeats point
def solve(v, k, t):
    return {"b": [[0] * k] * 14}
