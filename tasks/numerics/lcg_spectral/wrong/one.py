# expect: invalid: no primitive root
def solve(m):
    return {"a": 1}
