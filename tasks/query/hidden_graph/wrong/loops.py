# expect: invalid: answer: not the hidden graph
def solve(m, **_):
    return {"answer": [[0, 0]] * m}
