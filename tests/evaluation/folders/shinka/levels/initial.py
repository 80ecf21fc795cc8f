# EVOLVE-BLOCK-START
def levels(n):
    low = 0.1
    high = 0.5
    return [low + (high - low) * i / (n - 1) for i in range(n)]


# EVOLVE-BLOCK-END
