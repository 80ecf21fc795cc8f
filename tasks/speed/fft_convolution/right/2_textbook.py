# profile: cheap; instance: n=1000000,m=1000,batch=1
from scipy.signal import oaconvolve


def solve(x, h):
    return {"y": oaconvolve(x, h, axes=1)}
