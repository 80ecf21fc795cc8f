# EVOLVE-BLOCK-START
def predict(t):
    amplitude = 1.0
    phase = 0.2
    return amplitude * t + phase


# EVOLVE-BLOCK-END
