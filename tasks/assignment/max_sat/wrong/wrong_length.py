# expect: invalid: x: expected 200 integers, got 201
def solve(n, **rest):
    return {"x": [0] * (n + 1)}
