# expect: invalid: unknown name secret
def solve(train, sizes, capacity):
    return {"expr": "age + secret"}
