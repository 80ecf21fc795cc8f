# expect: invalid: s
def solve(**rest):
    return {"s": [0.0, 1.0]}
