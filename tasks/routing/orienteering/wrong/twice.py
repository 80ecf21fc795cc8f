# expect: invalid: place 1 is visited twice
def solve(**rest):
    return {"tour": [0, 1, 1, 1]}
