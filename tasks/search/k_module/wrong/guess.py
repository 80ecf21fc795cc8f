# expect: invalid: answer: not the right option of every module
def solve(M, **_):
    return {"answer": [0] * M}
