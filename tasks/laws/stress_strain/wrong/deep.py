# expect: invalid: nested more than 40 deep
def solve(eps, T, rate, sigma):
    return {"expr": "(" * 60 + "eps" + ")" * 60}
