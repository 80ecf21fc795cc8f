# expect: invalid: rules: 0 entries
def solve(alphabet, s):
    return {"rules": []}
