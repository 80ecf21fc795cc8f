# expect: invalid: capacity
def solve(p, **rest):
    return {"x": [1] * len(p)}
