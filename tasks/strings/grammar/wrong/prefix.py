# expect: invalid: differs from the string at letter 1
def solve(alphabet, s):
    return {"rules": [s[:1]]}
