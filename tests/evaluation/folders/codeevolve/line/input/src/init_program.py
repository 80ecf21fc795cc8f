# EVOLVE-BLOCK-START
def line(x):
    slope = 1.0
    shift = 0.0
    return slope * x + shift


# EVOLVE-BLOCK-END
