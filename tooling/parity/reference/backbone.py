"""A backbone as a cell's config writes it."""

from .resnet import Resnet
from .vit import Vit


def from_config(config):
    if config["family"] == "resnet":
        return Resnet("resnet", config["width"], tuple(config["blocks"]), config["resolution"])
    known = {k: config[k] for k in ("family", "width", "blocks", "heads", "patch", "resolution", "projection") if k in config}
    return Vit(**known, mlp_ratio=config.get("mlpRatio", 4))
