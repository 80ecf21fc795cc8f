# expect: invalid: differs from the string
def solve(alphabet, s):
    s[:] = 1
    return {"s": [1], "rules": [[1]], "size": 1}
