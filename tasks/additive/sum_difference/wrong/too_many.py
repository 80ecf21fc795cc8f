# expect: invalid: 33 entries
def solve(form, size_max, value_max):
    return {"a": list(range(size_max + 1))}
