# expect: invalid: unknown name secret
def solve(train, C):
    return {"expr": "left + secret"}
