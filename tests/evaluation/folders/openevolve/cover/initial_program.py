def places():
    first = 2.0
    gap = 1.5
    return [first + gap * i for i in range(4)]
