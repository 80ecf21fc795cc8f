# expect: invalid: number 1e999 is not finite
def solve(eps, T, rate, sigma):
    return {"expr": "eps*1e999"}
