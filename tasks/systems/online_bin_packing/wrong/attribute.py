# expect: invalid: does not belong to the language
def solve(train, C):
    return {"expr": "left.__class__"}
