# expect: invalid: tour
def solve(xy=None, d=None):
    n = len(d if xy is None else xy)
    return {"tour": [-1] + list(range(n - 1))}
