# expect: invalid: more than 64 nodes
def solve(train, sizes, capacity):
    return {"expr": "age" + " + age" * 32}
