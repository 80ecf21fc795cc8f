# EVOLVE-BLOCK-START
def solve(n):
    numbers = [1, 2, 3, 5, 7, 9]
    return numbers[:n]


# EVOLVE-BLOCK-END
