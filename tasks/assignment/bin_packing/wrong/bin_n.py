# expect: invalid: bin
def solve(C, s):
    return {"bin": [len(s)] + list(range(1, len(s)))}
