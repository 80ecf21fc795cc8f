# expect: invalid: 100000 characters, at most 600
def solve(N, D, lr, loss):
    return {"expr": "N" * 100000}
