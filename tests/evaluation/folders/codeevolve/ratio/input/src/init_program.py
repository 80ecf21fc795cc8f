# EVOLVE-BLOCK-START
def ratio():
    value = 1.5
    for _ in range(2):
        value = 1 + 0.9 / value
    return value


# EVOLVE-BLOCK-END
