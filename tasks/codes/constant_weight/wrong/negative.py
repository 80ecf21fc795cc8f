# expect: invalid: expected 0..1023
def solve(n, d, weight):
    return {"w": [-1]}
