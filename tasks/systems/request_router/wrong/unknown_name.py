# expect: invalid: unknown name secret
def solve(train, speed, stale, slots):
    return {"expr": "queue + secret"}
