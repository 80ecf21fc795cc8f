# expect: invalid: does not belong to the language
def solve(eps, T, rate, sigma):
    return {"expr": "eps.__class__"}
