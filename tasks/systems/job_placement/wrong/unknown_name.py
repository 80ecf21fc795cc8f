# expect: invalid: unknown name secret
def solve(train, nodes):
    return {"expr": "free_cpu + secret"}
