# expect: invalid: more than 40 nodes
def solve(x, y):
    return {"expr": "x0" + " + x0" * 20}
