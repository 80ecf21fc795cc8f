# expect: invalid: order
def solve(ptr, write, key):
    return {"order": [float(i) for i in range(len(ptr) - 1)]}
