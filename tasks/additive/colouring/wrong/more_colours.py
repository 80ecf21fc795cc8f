# expect: invalid: c
def solve(rule, k):
    return {"c": list(range(100)), "k": 100}
