# expect: invalid: starts at no place
def solve(**rest):
    return {"tour": []}
