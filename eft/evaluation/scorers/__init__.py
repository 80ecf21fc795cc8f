"""The compiled scorers, typed: exact values with zero tolerance, one module for each header in `csrc/eft/`.

Arrays are float64 or int64 and C-contiguous (anything else is a TypeError); a wrong shape is a ValueError. What the numbers say is never an
exception: a NaN, a centre outside, a repeated mark come back as `valid=False` with the first rule that is broken. Reals are rounded to
an integer grid first and everything after that is integer arithmetic; formulas, grids and proofs stand at the top of the headers.
"""
