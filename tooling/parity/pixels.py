"""Fixtures of decoding, resampling, cropping and normalising, made with Pillow and torchvision.

    python tooling/parity/pixels.py [--photos FOLDER]

Writes packages/image-ops/test/fixtures/: small images of every kind of sample, and pixels.json with the sha256 of what Pillow
(or torchvision on Pillow images) makes of them; and packages/augmentations/test/fixtures/boxes.json with how torchvision's random
boxes are distributed. With --photos also the hashes of full-size photos that are not committed.
"""

import argparse
import hashlib
import io
import json
import struct
import warnings
import zlib
from pathlib import Path

import numpy as np
import PIL
import torch
import torchvision
from PIL import Image, ImageCms, ImageFilter, features
from torchvision import transforms as T
from torchvision.transforms import functional as F

SEED = 20240717
HERE = Path(__file__).resolve().parent
OUT = HERE.parent.parent / "packages" / "image-ops" / "test" / "fixtures"
BOXES = HERE.parent.parent / "packages" / "augmentations" / "test" / "fixtures"
MODES = {"bilinear": T.InterpolationMode.BILINEAR, "bicubic": T.InterpolationMode.BICUBIC}
PIL_MODES = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}


def digest(image):
    return hashlib.sha256(image.tobytes()).hexdigest()


def facts(image):
    return {"width": image.width, "height": image.height, "sha256": digest(image)}


def picture(rng, width, height, blur=1.2):
    noise = Image.fromarray(rng.randint(0, 256, (height, width, 3), dtype=np.uint8))
    return noise.filter(ImageFilter.GaussianBlur(blur)) if blur else noise


def chunk(tag, data):
    return struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data))


def png(width, height, depth, colour, row_bytes, rng, extra=b""):
    """A PNG of random samples, of kinds that Pillow itself does not write."""
    rows = b"".join(b"\0" + rng.bytes(row_bytes) for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def without_segment(data, marker):
    """A JPEG without its first segments of one kind."""
    at, parts = 2, [data[:2]]
    while data[at + 1] != 0xDA:
        end = at + 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
        if data[at + 1] != marker:
            parts.append(data[at:end])
        at = end
    return b"".join(parts) + data[at:]


def encoded(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def png_kinds(base, rng):
    grey = base.convert("L")
    transparent = base.copy()
    transparent.putalpha(grey.point(lambda v: 0 if v < 120 else v))
    yield "grey", encoded(grey, "PNG")
    yield "grey-alpha", encoded(Image.merge("LA", [grey, base.getchannel(1)]), "PNG")
    yield "grey-1-bit", encoded(base.convert("1"), "PNG")
    yield "grey-2-bit", png(20, 11, 2, 0, 5, rng)
    yield "grey-4-bit", png(20, 11, 4, 0, 10, rng)
    yield "grey-16-bit", encoded(Image.fromarray(rng.randint(0, 65536, (11, 20)).astype(np.uint16)), "PNG")
    yield "grey-16-bit-dark", encoded(Image.fromarray(rng.randint(0, 400, (11, 20)).astype(np.uint16)), "PNG")
    yield "grey-16-bit-keyed", png(20, 11, 16, 0, 40, rng, chunk(b"tRNS", b"\0\1"))
    yield "grey-alpha-16-bit", png(20, 11, 16, 4, 80, rng)
    yield "grey-keyed", encoded(grey, "PNG", transparency=100)
    yield "palette", encoded(base.quantize(17), "PNG")
    yield "palette-1-bit", encoded(base.quantize(2), "PNG", bits=1)
    yield "palette-2-bit", encoded(base.quantize(4), "PNG")
    yield "palette-4-bit", encoded(base.quantize(15), "PNG")
    yield "palette-keyed", encoded(base.quantize(17), "PNG", transparency=3)
    yield "palette-alpha", encoded(base.quantize(17), "PNG", transparency=bytes([0, 10, 200]))
    yield "rgb", encoded(base, "PNG")
    yield "rgb-keyed", encoded(base, "PNG", transparency=base.getpixel((3, 3)))
    yield "rgb-16-bit", png(20, 11, 16, 2, 120, rng)
    yield "rgb-16-bit-keyed", png(20, 11, 16, 2, 120, rng, chunk(b"tRNS", b"\0\1\0\2\0\3"))
    yield "rgb-gamma", png(20, 11, 8, 2, 60, rng, chunk(b"gAMA", struct.pack(">I", 100000)))
    yield "rgb-profile", encoded(base, "PNG", icc_profile=profile())
    yield "alpha", encoded(transparent, "PNG")
    yield "alpha-16-bit", png(20, 11, 16, 6, 160, rng)


def profile():
    """A profile that changes every colour where it is heeded; its date is left out, so that the file is always the same."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes())
    data[24:36] = bytes(12)
    return bytes(data)


def jpeg_kinds(base, _rng):
    turned = Image.Exif()
    turned[0x0112] = 6
    cmyk = encoded(base.convert("CMYK"), "JPEG")
    yield "grey", encoded(base.convert("L"), "JPEG")
    yield "444", encoded(base, "JPEG", subsampling=0, quality=90)
    yield "422", encoded(base, "JPEG", subsampling=1, quality=75)
    yield "420", encoded(base, "JPEG", subsampling=2, quality=60)
    yield "progressive", encoded(base, "JPEG", progressive=True, quality=85)
    yield "progressive-420", encoded(base, "JPEG", progressive=True, subsampling=2, quality=40)
    yield "optimized", encoded(base, "JPEG", optimize=True)
    yield "restart", encoded(base, "JPEG", restart_marker_blocks=2)
    yield "rgb", encoded(base, "JPEG", keep_rgb=True, quality=85)
    yield "turned", encoded(base, "JPEG", exif=turned)
    yield "profile", encoded(base, "JPEG", icc_profile=profile())
    yield "cmyk", cmyk
    yield "cmyk-no-adobe", without_segment(cmyk, 0xEE)
    yield "long-preview", long_preview(encoded(base, "JPEG"))


def long_preview(data):
    """70 kB of comments before the frame header."""
    comment = b"\xff\xfe" + struct.pack(">H", 35002) + bytes(35000)
    return data[:2] + comment * 2 + data[2:]


def webp_kinds(base, _rng):
    transparent = base.copy()
    transparent.putalpha(base.getchannel(0))
    yield "lossy", encoded(base, "WEBP", quality=80)
    yield "lossy-alpha", encoded(transparent, "WEBP", quality=70)
    yield "lossless-alpha", encoded(transparent, "WEBP", lossless=True, exact=True)


def write_kinds(rng):
    base = picture(rng, 53, 37)
    cases = []
    for suffix, kinds in (("png", png_kinds), ("jpg", jpeg_kinds), ("webp", webp_kinds)):
        for name, data in kinds(base, rng):
            path = OUT / f"{name}.{suffix}"
            path.write_bytes(data)
            with Image.open(path) as image:
                cases.append({"file": path.name, "mode": image.mode, **facts(image.convert("RGB"))})
    return cases


def read(name):
    return Image.open(OUT / name).convert("RGB")


def resize_cases(names, rng):
    fixed = [(224, 224), (1, 1), (53, 5), (7, 37), (3, 200), (53, 37), (54, 36), (26, 18), (106, 74), (16, 12)]
    drawn = [tuple(int(v) for v in rng.randint(1, 160, 2)) for _ in range(14)]
    for name in names:
        image = read(name)
        for width, height in fixed + drawn:
            for kind, mode in PIL_MODES.items():
                out = image.resize((width, height), mode)
                # Pillow 12 and before: along x, then along y; version 13 does the same one axis at a time
                older = image.resize((width, image.height), mode).resize((width, height), mode)
                yield {"file": name, "interpolation": kind, "width": width, "height": height,
                       "sha256": digest(out), "pillow12": digest(older)}


def hashes(images):
    return [facts(image) for image in images]


def view_cases(names):
    for name in names:
        image = read(name)
        for kind, mode in MODES.items():
            for to in (8, 24, 32, 37, 53, 61, 112):
                out = F.resize(image, to, mode)
                yield {"file": name, "view": "resize-shorter", "to": to, "interpolation": kind, "views": hashes([out])}
            for resolution, expand in ((32, 4), (31, 6), (20, 7), (33, 0)):
                shorter = F.resize(image, resolution + expand, mode)
                case = {"file": name, "to": resolution + expand, "crop": resolution, "interpolation": kind}
                yield {**case, "view": "five-crop", "views": hashes(F.five_crop(shorter, [resolution]))}
                yield {**case, "view": "ten-crop", "views": hashes(F.ten_crop(shorter, [resolution]))}
                yield {**case, "view": "center", "views": hashes([F.center_crop(shorter, [resolution])])}
        for height, width in ((64, 64), (20, 60), (40, 21), (37, 54), (36, 53)):
            yield {"file": name, "view": "center-crop", "width": width, "height": height,
                   "views": hashes([F.center_crop(image, [height, width])])}
        yield {"file": name, "view": "flip", "views": hashes([F.hflip(image)])}


def crop_cases(names):
    """Boxes as torchvision draws them, and what becomes of them."""
    for name in names:
        image = read(name)
        for i in range(24):
            top, left, height, width = T.RandomResizedCrop.get_params(image, [0.08, 1], [3 / 4, 4 / 3])
            kind = list(MODES)[i % 2]
            size = (16, 32, 56)[i % 3]
            flip = i % 4 == 3
            out = F.resized_crop(image, top, left, height, width, [size, size], MODES[kind])
            yield {"file": name, "box": {"left": left, "top": top, "width": width, "height": height}, "size": size,
                   "interpolation": kind, "flip": flip, "sha256": digest(F.hflip(out) if flip else out)}


def normalized(names):
    clip = ((0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711))
    for name in names:
        for mean, std in (clip, ((0.5,) * 3, (0.5,) * 3), ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))):
            values = F.normalize(F.to_tensor(read(name)), mean, std).permute(1, 2, 0).contiguous()
            yield {"file": name, "mean": mean, "std": std, "sha256": hashlib.sha256(values.numpy().tobytes()).hexdigest()}


def boxes(size, n, scale=(0.08, 1), ratio=(3 / 4, 4 / 3)):
    """Boxes of torchvision as rows of left, top, width, height."""
    image = Image.new("L", size)
    drawn = [T.RandomResizedCrop.get_params(image, list(scale), list(ratio)) for _ in range(n)]
    return np.array([(left, top, width, height) for top, left, height, width in drawn], dtype=np.float64)


def named(values):
    return dict(zip(("left", "top", "width", "height"), values))


def box_distributions():
    for width, height in ((300, 200), (64, 64), (60, 200)):
        drawn = boxes((width, height), 40000)
        yield {"size": {"width": width, "height": height}, "means": named(drawn.mean(0).tolist()), "deviations": named(drawn.std(0).tolist())}


def box_fallbacks():
    """Where no try can fit: a box of all the area in a ratio that the image has not."""
    for (width, height), ratio in (((400, 50), (3 / 4, 4 / 3)), ((50, 401), (3 / 4, 4 / 3)), ((7, 100), (1, 1)), ((101, 10), (0.5, 1.5)), ((9, 2), (1, 1.25))):
        row = boxes((width, height), 1, (1, 1), ratio)[0]
        yield {"size": {"width": width, "height": height}, "scale": [1, 1], "ratio": ratio, "box": named([int(v) for v in row])}


def photo_cases(folder):
    for path in sorted(folder.glob("*.JPEG")):
        image = Image.open(path).convert("RGB")
        views = {kind: digest(F.center_crop(F.resize(image, 256, mode), [224])) for kind, mode in MODES.items()}
        yield {"file": path.name, **facts(image), "center224": views}


def one_case_a_line(record):
    parts = []
    for key, value in record.items():
        rows = ",\n".join(json.dumps(case) for case in value) if isinstance(value, list) else None
        parts.append(f'"{key}": ' + (f"[\n{rows}\n]" if rows else json.dumps(value)))
    return "{" + ",\n".join(parts) + "}\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, help="a folder of JPEG photos")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    rng = np.random.RandomState(SEED)
    OUT.mkdir(parents=True, exist_ok=True)
    BOXES.mkdir(parents=True, exist_ok=True)
    record = {"versions": {"pillow": PIL.__version__, "torchvision": torchvision.__version__, "torch": torch.__version__,
                           "numpy": np.__version__, "libjpeg-turbo": features.version_feature("libjpeg_turbo")}, "seed": SEED}
    record["kinds"] = write_kinds(rng)
    sharp_edges = ["rgb.png", "420.jpg", "grey-1-bit.png"]
    record["resize"] = list(resize_cases(sharp_edges, rng))
    record["views"] = list(view_cases(sharp_edges))
    record["crops"] = list(crop_cases(sharp_edges))
    record["normalized"] = list(normalized(["rgb.png", "420.jpg"]))
    (BOXES / "boxes.json").write_text(
        one_case_a_line({"versions": record["versions"], "seed": SEED, "distributions": list(box_distributions()), "fallbacks": list(box_fallbacks())})
    )
    if options.photos:
        record["photos"] = list(photo_cases(options.photos))
    (OUT / "pixels.json").write_text(one_case_a_line(record))


if __name__ == "__main__":
    main()
