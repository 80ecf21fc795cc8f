# expect: invalid: differs from the string at letter 1999
def solve(alphabet, s):
    return {"rules": [[*s[:-1].tolist(), 1 - int(s[-1])]]}
