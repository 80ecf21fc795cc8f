# expect: invalid: 100000 characters, at most 600
def solve(train, C):
    return {"expr": "l" * 100000}
