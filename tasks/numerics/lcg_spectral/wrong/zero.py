# expect: invalid: a is 0, expected 1..
def solve(m):
    return {"a": 0}
