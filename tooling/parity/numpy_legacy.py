"""What NumPy's legacy generator draws, for packages/core-tensor.

    python tooling/parity/numpy_legacy.py        writes packages/core-tensor/test/fixtures/numpy-legacy.json
"""

import json
from pathlib import Path

import numpy as np

OUT = Path(__file__).parents[2] / "packages/core-tensor/test/fixtures/numpy-legacy.json"


def case(seed: int) -> dict:
    np.random.seed(seed)
    words = [int(np.random.randint(0, 2**32, dtype=np.uint32)) for _ in range(1300)]
    np.random.seed(seed)
    shuffles = []
    for n in (1, 2, 3, 10, 500, 64, 1000):
        values = np.arange(n)
        np.random.shuffle(values)
        shuffles.append(values.tolist())
    return {"seed": seed, "words": words[:8] + words[620:632] + words[1244:1256], "shuffles": shuffles}


OUT.parent.mkdir(parents=True, exist_ok=True)
OUT.write_text(json.dumps({"numpy": np.__version__, "cases": [case(s) for s in (0, 1, 42, 2**32 - 1)]}, separators=(",", ":")) + "\n")
