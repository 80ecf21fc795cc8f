# expect: invalid: does not belong to the language
def solve(N, D, lr, loss):
    return {"expr": "N.__class__"}
