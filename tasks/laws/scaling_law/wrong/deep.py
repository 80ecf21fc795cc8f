# expect: invalid: nested more than 40 deep
def solve(N, D, lr, loss):
    return {"expr": "(" * 60 + "N" + ")" * 60}
