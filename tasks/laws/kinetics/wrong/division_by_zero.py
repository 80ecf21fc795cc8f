# expect: ok: are not finite
# the training mean stands for every prediction without a value
def solve(A, T, t, r):
    return {"expr": "1/(A - A)"}
