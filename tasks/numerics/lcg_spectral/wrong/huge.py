# expect: invalid: a
def solve(m):
    return {"a": 17 + m * 2**80}
