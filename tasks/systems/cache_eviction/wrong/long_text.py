# expect: invalid: 100000 characters, at most 600
def solve(train, sizes, capacity):
    return {"expr": "a" * 100000}
