# expect: invalid: answer: expected 4 integers, got 5
def solve(d, **_):
    return {"answer": list(range(d + 1))}
