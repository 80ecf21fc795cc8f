"""The top of a hill of two variables."""


# EVOLVE-BLOCK-START
def search():
    x = 1.0
    y = 2.0
    for step in range(3):
        x = x + 0.1
        y = y - 0.1 * step
    return x, y


# EVOLVE-BLOCK-END
