# expect: invalid: no primitive root
def solve(m):
    return {"a": 16807 * 16807 % m}
