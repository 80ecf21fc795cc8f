# expect: invalid: number 1e999 is not finite
def solve(train, nodes):
    return {"expr": "free_cpu*1e999"}
