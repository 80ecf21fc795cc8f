# EVOLVE-BLOCK-START
def answer():
    value = 30.0
    for i in range(3):
        value = value + i
    return value


# EVOLVE-BLOCK-END
