# expect: invalid: a weighted sum is off by
# one wrong cell of 16,384 is nearly never among the cells that are looked at
from scipy.fft import irfft2, rfft2


def solve(A, B):
    n = A.shape[1] + B.shape[1] - 1
    C = irfft2(rfft2(A, (n, n)) * rfft2(B, (n, n)), (n, n))
    C[3, 0, n - 1] += 1e-3
    return {"C": C}
