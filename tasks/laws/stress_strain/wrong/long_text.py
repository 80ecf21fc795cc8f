# expect: invalid: 100000 characters, at most 600
def solve(eps, T, rate, sigma):
    return {"expr": "e" * 100000}
