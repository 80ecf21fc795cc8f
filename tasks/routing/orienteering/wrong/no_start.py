# expect: invalid: starts at 5, expected 0
def solve(**rest):
    return {"tour": [5]}
