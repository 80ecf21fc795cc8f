"""Times compiled C and C++ kernels with a clock that they cannot reach: `eft kernel gemm_small mine.c`.

`kernels/` holds the problems (one folder each: shapes, generator, bound, naive seed, reference); `compiler` makes a shared library in a
confined process; `harness` is one candidate process behind its doorbell; `measure` times a candidate against the reference and
gives the verdict. What the doorbell guarantees, and how, stands at the top of `csrc/eft/timing/timer.hpp` and `wait.hpp`.

Limits of this version: the confinement of the kernel itself is rlimits, Landlock and seccomp in the machine's own namespaces (its compiler
runs in a jail where bubblewrap works); Linux on x86-64 only; ptrace of own children must be permitted.
"""
