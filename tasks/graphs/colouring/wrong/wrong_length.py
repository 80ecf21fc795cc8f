# expect: invalid: c: expected 125 integers, got 126
def solve(n, edges):
    return {"c": list(range(n)) + [0]}
