# expect: invalid: number 1e999 is not finite
def solve(train, C):
    return {"expr": "left*1e999"}
