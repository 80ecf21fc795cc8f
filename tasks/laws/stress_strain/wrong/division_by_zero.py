# expect: ok: are not finite
# the training mean stands for every prediction without a value
def solve(eps, T, rate, sigma):
    return {"expr": "1/(eps - eps)"}
