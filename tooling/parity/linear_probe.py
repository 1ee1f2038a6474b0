"""scikit-learn's balanced logistic regression, as a fixture for packages/initializers.

    python tooling/parity/linear_probe.py

linear-probe.safetensors: the optimum (tolerance 1e-8), `coefficients [C, D]`, `intercepts [C]`, `predictions [n]`; features are made alike on both sides:
class y's mean is `made("mean.<y>")`, image i adds `made("image.<i>")`.
"""

import json
from pathlib import Path

import numpy
import sklearn
import torch
from safetensors.torch import save_file
from sklearn.linear_model import LogisticRegression

from reference.values import made

FIXTURES = Path(__file__).parents[2] / "packages" / "initializers" / "test" / "fixtures"
COUNTS, WIDTH = [60, 30, 12, 5, 2], 8

labels = [y for y, n in enumerate(COUNTS) for _ in range(n)]
features = torch.stack([made(f"mean.{y}", (WIDTH,), 2.0) + made(f"image.{i}", (WIDTH,), 4.0) for i, y in enumerate(labels)])
probe = LogisticRegression(solver="lbfgs", C=1.0, class_weight="balanced", max_iter=1000, tol=1e-8).fit(features.double().numpy(), labels)
usual = LogisticRegression(solver="lbfgs", C=1.0, class_weight="balanced", max_iter=100).fit(features.double().numpy(), labels)
print("scikit-learn at its usual tolerance stops this far from its own optimum:", abs(usual.coef_ - probe.coef_).max())
tensors = {
    "coefficients": torch.tensor(probe.coef_, dtype=torch.float32).contiguous(),
    "intercepts": torch.tensor(probe.intercept_, dtype=torch.float32),
    "predictions": torch.tensor(probe.predict(features.double().numpy()), dtype=torch.int32),
}
FIXTURES.mkdir(parents=True, exist_ok=True)
about = {"counts": json.dumps(COUNTS), "sklearn": sklearn.__version__, "numpy": numpy.__version__, "torch": torch.__version__}
save_file(tensors, FIXTURES / "linear-probe.safetensors", metadata=about)
print(probe.n_iter_, probe.coef_[0][:3], "train accuracy", probe.score(features.numpy(), labels))
