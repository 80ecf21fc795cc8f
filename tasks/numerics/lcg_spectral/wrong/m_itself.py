# expect: invalid: expected 1..
def solve(m):
    return {"a": m}
