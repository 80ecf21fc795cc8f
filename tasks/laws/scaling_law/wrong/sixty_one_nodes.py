# expect: invalid: more than 60 nodes
def solve(N, D, lr, loss):
    return {"expr": "N" + " + N" * 30}
