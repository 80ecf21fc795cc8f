# expect: invalid: answer: 40 items, at most 8 allowed
def solve(n, **_):
    return {"answer": [1] * n}
