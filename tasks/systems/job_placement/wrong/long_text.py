# expect: invalid: 100000 characters, at most 600
def solve(train, nodes):
    return {"expr": "f" * 100000}
