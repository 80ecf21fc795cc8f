# expect: invalid: does not belong to the language
def solve(train, sizes, capacity):
    return {"expr": "age.__class__"}
