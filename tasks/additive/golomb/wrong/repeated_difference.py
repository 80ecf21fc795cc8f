# expect: invalid: difference
def solve(k):
    return {"m": list(range(k))}
