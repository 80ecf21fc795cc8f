# expect: invalid: number 1e999 is not finite
def solve(N, D, lr, loss):
    return {"expr": "N*1e999"}
