# expect: invalid: 100000 characters, at most 600
def solve(train, speed, stale, slots):
    return {"expr": "q" * 100000}
