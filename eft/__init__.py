"""Evolution fine-tuning: collect, fit, evolve, compare."""

import os

# OpenMP threads that wait at a barrier spin by default. Beside busy evaluation workers that made training with two threads
# 3 to 10 times slower than sleeping (measured); torch reads the setting when it is first imported.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
