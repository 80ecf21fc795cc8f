# expect: invalid: bin[0] is -1
def solve(C, s):
    return {"bin": [-1] + list(range(1, len(s)))}
