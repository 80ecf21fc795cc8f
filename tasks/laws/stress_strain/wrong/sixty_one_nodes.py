# expect: invalid: more than 60 nodes
def solve(eps, T, rate, sigma):
    return {"expr": "eps" + " + eps" * 30}
