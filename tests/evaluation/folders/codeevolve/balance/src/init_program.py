# EVOLVE-BLOCK-START
def weights():
    first = 0.5
    second = 0.3
    return [first, second, 1.0 - first - second]


# EVOLVE-BLOCK-END
