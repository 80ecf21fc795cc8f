# expect: invalid: number 1e999 is not finite
def solve(train, sizes, capacity):
    return {"expr": "age*1e999"}
