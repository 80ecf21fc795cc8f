# expect: invalid: twice
def solve(n):
    return {"b": list(range(n)) + [0]}
