# expect: invalid: c[0] is -1, expected 0..124
def solve(n, edges):
    return {"c": [-1] + list(range(1, n))}
