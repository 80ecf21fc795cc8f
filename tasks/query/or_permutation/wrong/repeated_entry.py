# expect: invalid: answer: 0 appears 64 times, expected a permutation
def solve(n, **_):
    return {"answer": [0] * n}
