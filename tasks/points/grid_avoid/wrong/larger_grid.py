# expect: invalid: expected 0..11
def solve(n, rule):
    return {"n": 24, "p": [[i, i * i % 23] for i in range(23)]}
