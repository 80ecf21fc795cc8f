# expect: invalid: number 1e999 is not finite
def solve(train, speed, stale, slots):
    return {"expr": "queue*1e999"}
