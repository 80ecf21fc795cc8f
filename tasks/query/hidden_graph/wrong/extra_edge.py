# expect: invalid: answer: expected 63 x 2 integers
def solve(n, m, **_):
    return {"answer": [[0, i % n] for i in range(m + 1)]}
