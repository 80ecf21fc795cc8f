# expect: invalid: a
def solve(m):
    return {"a": [17364]}
