# expect: invalid: more than 64 nodes
def solve(train, C):
    return {"expr": "left" + " + left" * 32}
