"""CoOp, CLIP-Adapter and projection tuning on a small CLIP of random weights, trained by PyTorch on Hugging Face's own model.

    python tooling/parity/text_methods.py packages/run-grid/test/fixtures/text-methods
"""

import json
import math
import sys
from pathlib import Path

import torch
import torch.nn.functional as F
import transformers
from safetensors.torch import save_file

STEPS, BATCH, SIZE, CLASSES, VOCABULARY, SHARED, LENGTH = 12, 4, 16, 5, 514, 12, 3
RATE, EPOCHS = 0.05, 12
TOWER = {"hidden_size": 16, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2}

METHODS = {
    "coop": {"name": "coop", "length": LENGTH},
    "clip-adapter": {"name": "clip-adapter", "reduction": 4, "ratio": 0.2},
    "projection": {"name": "projection"},
}
CONFIG = {
    "backbone": {"family": "clip-vit", "width": 16, "blocks": 2, "heads": 2, "patch": 4, "resolution": SIZE, "projection": SHARED,
                 "text": {"width": 16, "blocks": 2, "heads": 2, "vocabulary": VOCABULARY, "context": 12}},
    "classifier": {"name": "cosine", "scale": 10},
    "loss": {"name": "ce"},
    "optimizer": {"learningRate": RATE, "momentum": 0.9, "weightDecay": 0.0005, "schedule": "cosine"},
    "epochs": EPOCHS,
}


def make_model():
    config = transformers.CLIPConfig(
        text_config={**TOWER, "vocab_size": VOCABULARY, "max_position_embeddings": 12, "eos_token_id": VOCABULARY - 1, "bos_token_id": VOCABULARY - 2, "pad_token_id": 0},
        vision_config={**TOWER, "image_size": SIZE, "patch_size": 4},
        projection_dim=SHARED,
    )
    model = transformers.CLIPModel(config).eval()
    for value in model.parameters():
        torch.nn.init.normal_(value, std=0.2)
    return model


def make_prompts():
    """A row for each class: start mark, words, end mark, zeros; names of one to three words behind three that CoOp replaces."""
    rows = []
    for c in range(CLASSES):
        words = torch.randint(1, VOCABULARY - 2, (LENGTH + 1 + c % 3,)).tolist()
        row = [VOCABULARY - 2, *words, VOCABULARY - 1]
        rows.append(row + [0] * (12 - len(row)))
    return torch.tensor(rows)


def unprojected(model, images, prompts, replace=None):
    hook = model.text_model.embeddings.token_embedding.register_forward_hook(lambda _m, _i, out: replace(out)) if replace else None
    text = model.text_model(input_ids=prompts).pooler_output
    if hook:
        hook.remove()
    return model.vision_model(pixel_values=images.permute(0, 3, 1, 2)).pooler_output, text


def shared_features(model, images, prompts, replace=None):
    image, text = unprojected(model, images, prompts, replace)
    return model.visual_projection(image), model.text_projection(text)


def coop(model):
    context = torch.randn(LENGTH, 16) * 0.2

    def features(images, prompts):
        def replace(words):
            return torch.cat([words[:, :1], context.expand(len(words), -1, -1), words[:, 1 + LENGTH :]], 1)

        return shared_features(model, images, prompts, replace)

    return {"coop.context": context}, features


def clip_adapter(model, ratio=0.2):
    narrow = SHARED // 4
    own = {f"clip-adapter.{side}.{part}.weight": torch.randn(*shape) * 0.4 for side in ("image", "text") for part, shape in (("down", (narrow, SHARED)), ("up", (SHARED, narrow)))}

    def adapt(f, side):
        down, up = (own[f"clip-adapter.{side}.{part}.weight"] for part in ("down", "up"))
        return ratio * F.relu(F.linear(F.relu(F.linear(f, down)), up)) + (1 - ratio) * f

    def features(images, prompts):
        image, text = shared_features(model, images, prompts)
        return adapt(image, "image"), adapt(text, "text")

    return own, features


def projection(model):
    own = {"projection.projection": model.visual_projection.weight.data.clone(), "projection.text.projection": model.text_projection.weight.data.clone()}

    def features(images, prompts):
        image, text = unprojected(model, images, prompts)
        return F.linear(image, own["projection.projection"]), F.linear(text, own["projection.text.projection"])

    return own, features


def train(make, model, images, labels, prompts):
    own, features = make(model)
    for value in own.values():
        value.requires_grad_()
    start = {f"init.{name}": value.detach().clone() for name, value in own.items()}
    sgd = torch.optim.SGD(own.values(), lr=RATE, momentum=0.9, weight_decay=5e-4)
    out, seen = {}, []
    for step in range(STEPS):
        sgd.param_groups[0]["lr"] = RATE * (1 + math.cos(math.pi * step / EPOCHS)) / 2
        image, text = features(images[step], prompts)
        z = 10 * F.normalize(image) @ F.normalize(text).T
        value = F.cross_entropy(z, labels[step])
        sgd.zero_grad()
        value.backward()
        if step == 0:
            out = {"logits_first": z.detach()} | {f"grad.{name}": p.grad.clone() for name, p in own.items()}
        sgd.step()
        seen.append(value.item())
    return start | out | {f"param.{name}": p.detach() for name, p in own.items()} | {"loss": torch.tensor(seen)}


def main():
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    torch.set_num_threads(1)
    model = make_model().requires_grad_(False)
    prompts = make_prompts()
    images, labels = torch.randn(STEPS, BATCH, SIZE, SIZE, 3), torch.randint(0, CLASSES, (STEPS, BATCH))
    save_file({name: value.contiguous() for name, value in model.state_dict().items() if "position_ids" not in name}, out / "base.safetensors")
    save_file({"images": images, "labels": labels, "prompts": prompts, "counts": torch.tensor([5, 4, 3, 2, 1])}, out / "batches.safetensors")
    for name, make in {"coop": coop, "clip-adapter": clip_adapter, "projection": projection}.items():
        (out / f"{name}.json").write_text(json.dumps({**CONFIG, "peft": [METHODS[name]]}, indent=1) + "\n")
        trained = train(make, model, images, labels, prompts)
        save_file({key.removeprefix("init."): value.contiguous() for key, value in trained.items() if key.startswith("init.")}, out / f"{name}.init.safetensors")
        save_file({key: value.contiguous() for key, value in trained.items() if not key.startswith("init.")}, out / f"{name}.expected.safetensors")
    (out / "versions.json").write_text(json.dumps({"torch": torch.__version__, "transformers": transformers.__version__, "seed": 0}) + "\n")


if __name__ == "__main__":
    main()
