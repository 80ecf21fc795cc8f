# profile: cheap
from scipy.fft import irfft2, next_fast_len, rfft2

SIZE = FAST = 0


def setup(shapes):
    global SIZE, FAST
    SIZE = shapes["A"][1] + shapes["B"][1] - 1
    FAST = next_fast_len(SIZE, real=True)


def solve(A, B):
    product = rfft2(A, (FAST, FAST))
    product *= rfft2(B, (FAST, FAST))
    return {"C": irfft2(product, (FAST, FAST), overwrite_x=True)[:, :SIZE, :SIZE]}
