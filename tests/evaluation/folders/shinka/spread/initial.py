# EVOLVE-BLOCK-START
def points():
    gap = 0.11
    return [gap * i for i in range(6)]


# EVOLVE-BLOCK-END
