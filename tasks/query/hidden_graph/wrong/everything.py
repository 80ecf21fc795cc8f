# expect: invalid: answer: expected
def solve(n, **_):
    return {"answer": [[i, j] for i in range(n) for j in range(i)]}
