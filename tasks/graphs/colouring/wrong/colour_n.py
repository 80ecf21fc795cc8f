# expect: invalid: c[3] is 125, expected 0..124
def solve(n, edges):
    return {"c": [0, 1, 2, n] + list(range(4, n))}
