# expect: invalid: 100000 characters, at most 600
def solve(A, T, t, r):
    return {"expr": "A" * 100000}
