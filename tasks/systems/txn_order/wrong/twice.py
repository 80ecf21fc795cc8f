# expect: invalid: appears 2 times
def solve(ptr, write, key):
    return {"order": [0] + list(range(len(ptr) - 2))}
