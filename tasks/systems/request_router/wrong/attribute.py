# expect: invalid: does not belong to the language
def solve(train, speed, stale, slots):
    return {"expr": "queue.__class__"}
