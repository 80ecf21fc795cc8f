# expect: invalid: tour[1] is -1
def solve(**rest):
    return {"tour": [0, -1]}
