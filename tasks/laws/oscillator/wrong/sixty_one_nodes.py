# expect: invalid: more than 60 nodes
def solve(t, x, v, a):
    return {"expr": "x" + " + x" * 30}
