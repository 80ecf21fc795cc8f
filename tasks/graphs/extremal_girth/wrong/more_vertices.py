# expect: invalid: expected 0..
def solve(n):
    return {"n": 10 * n, "edges": [[0, i] for i in range(1, 10 * n)][: n * (n - 1) // 2]}
