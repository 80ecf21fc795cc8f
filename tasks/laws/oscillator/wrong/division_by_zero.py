# expect: ok: are not finite
# the training mean stands for every prediction without a value
def solve(t, x, v, a):
    return {"expr": "1/(x - x)"}
