# expect: invalid: does not belong to the language
def solve(train, nodes):
    return {"expr": "free_cpu.__class__"}
