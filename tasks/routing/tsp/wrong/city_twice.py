# expect: invalid: appears 2 times
def solve(xy=None, d=None):
    n = len(d if xy is None else xy)
    return {"tour": [0] + list(range(n - 1))}
