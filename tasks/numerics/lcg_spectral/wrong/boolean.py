# expect: invalid: a
def solve(m):
    return {"a": True}
