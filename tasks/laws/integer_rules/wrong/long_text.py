# expect: invalid: 100000 characters, at most 600
def solve(x, y):
    return {"expr": "x" * 100000}
