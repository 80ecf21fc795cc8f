# expect: invalid: s[0] is -1, expected 0..399
def solve(**rest):
    return {"s": [-1]}
