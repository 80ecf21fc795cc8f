# expect: invalid: order: expected
def solve(ptr, write, key):
    return {"order": list(range(len(ptr) - 2))}
