import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, "/app")
from solution import fit

x = np.linspace(0, 1, 11)
error = float(np.abs(np.array([fit(value) for value in x]) - (2 * x + 1)).max())
print(f"largest error {error:.3f}")
Path("/logs/verifier/reward.json").write_text(json.dumps({"reward": 1 / (1 + error), "error": error}))
