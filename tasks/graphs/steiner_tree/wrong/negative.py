# expect: invalid: e[0] is -1
def solve(**rest):
    return {"e": [-1]}
