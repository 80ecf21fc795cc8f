# EVOLVE-BLOCK-START
def root(a):
    x = 2.0
    for _ in range(2):
        x = x - 0.1 * (x * x - a)
    return x


# EVOLVE-BLOCK-END


def run(seed):
    return root(float(seed))
