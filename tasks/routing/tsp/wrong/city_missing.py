# expect: invalid: tour: expected
def solve(xy=None, d=None):
    n = len(d if xy is None else xy)
    return {"tour": list(range(n - 1))}
