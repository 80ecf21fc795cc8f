# expect: invalid: answer: not the defective items
def solve(d, **_):
    return {"answer": [7] * d}
