# expect: invalid: more than 64 nodes
def solve(train, speed, stale, slots):
    return {"expr": "queue" + " + queue" * 32}
