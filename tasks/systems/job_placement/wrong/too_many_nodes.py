# expect: invalid: more than 64 nodes
def solve(train, nodes):
    return {"expr": "free_cpu" + " + free_cpu" * 32}
