# expect: invalid: more than 60 nodes
def solve(t, P, dP):
    return {"expr": "P" + " + P" * 30}
