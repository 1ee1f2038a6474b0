"""What OpenCLIP's tokenizer makes of class names, templates and random strings, as a fixture for packages/backbones.

    LIFT_DATA_DIR=… python tooling/parity/tokens.py

Two vocabularies: the first 2,000 merges of CLIP's file, which the fixture holds, so that a few hundred strings can be tested anywhere;
and all merges, by a digest per hundred texts, for where the file is. Random strings are made from their number, here and in the test.
"""

import gzip
import hashlib
import json
import os
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory

import ftfy
import numpy
import open_clip
from open_clip.tokenizer import SimpleTokenizer

FIXTURE = Path(__file__).parents[2] / "packages" / "backbones" / "test" / "fixtures" / "tokens.json"
DATA = Path(os.environ["LIFT_DATA_DIR"])
SMALL = 2000

RANGES = [
    (0x20, 0x7E), (0x20, 0x7E), (0x61, 0x7A), (0xA0, 0xFF), (0x100, 0x24F), (0x370, 0x3FF), (0x400, 0x4FF), (0x590, 0x6FF), (0x900, 0x97F),
    (0x2000, 0x206F), (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2500, 0x257F), (0x3000, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3),
    (0xFB00, 0xFB06), (0xFF00, 0xFFEF), (0x1F300, 0x1F64F), (0x00, 0x9F), (0x00, 0xD7FF), (0xE000, 0xFFFF), (0x1D400, 0x1D7FF), (0x20000, 0x2A6DD), (0xF0000, 0xFFFFD),
]
PIECES = ["don't", "It's", "WE'LL", "&amp;", "&lt;b&gt;", "&EACUTE;", "&amp;quot;", "&copy", "&#233;", "  ", "\t\n", "“q”", "ﬁn", "12345", "a photo of", "'ſ", "\r\n", "_", "ΑΣ"]


def numbers(seed):
    """mulberry32: 32 random bits a call."""
    state = seed & 0xFFFFFFFF
    while True:
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = state
        t = ((t ^ (t >> 15)) * (t | 1)) & 0xFFFFFFFF
        t ^= (t + (((t ^ (t >> 7)) * (t | 61)) & 0xFFFFFFFF)) & 0xFFFFFFFF
        yield (t ^ (t >> 14)) & 0xFFFFFFFF


def random_text(number):
    """Two ranges of characters and some ready pieces, in random order."""
    draw = numbers(number)
    ranges = [RANGES[next(draw) % len(RANGES)] for _ in range(2)]
    out = []
    for _ in range(1 + next(draw) % 30):
        kind = next(draw) % 16
        if kind == 0:
            out.append(PIECES[next(draw) % len(PIECES)])
        elif kind < 3:
            out.append(" ")
        else:
            low, high = ranges[kind % 2]
            out.append(chr(low + next(draw) % (high - low + 1)))
    return "".join(out)


def encoding_guessed(text):
    """Whether ftfy takes the text for one that was decoded in a wrong encoding, which we do not."""
    return ftfy.fix_text(text) != ftfy.fix_text(text, fix_encoding=False)


def unsettled(text):
    """Whether a character has no meaning yet in Unicode 14, so that what is a letter depends on the year of the library."""
    return any(unicodedata.category(c) == "Cn" for c in text)


def digest(rows):
    """The first 16 hexadecimal digits of the rows' SHA-256 as little-endian int32."""
    return hashlib.sha256(numpy.asarray(rows, dtype="<i4").tobytes()).hexdigest()[:16]


def digests(tokenizer, texts):
    rows = tokenizer(texts).numpy()
    return [digest(rows[i : i + 100]) for i in range(0, len(texts), 100)]


def lists():
    read = lambda name: (DATA / "lists" / name).read_text("utf-8").splitlines()
    named = lambda name: [line.split(" ", 1)[-1] for line in read(name) if line]
    categories = json.loads(gzip.decompress((DATA / "lists" / "inat2018-categories.json.gz").read_bytes()))
    return {"imagenet": named("imagenet-lt-classnames.txt"), "places": named("places-lt-classnames.txt"), "inaturalist": [c["name"] for c in categories]}


def main():
    merges = gzip.decompress((DATA / "clip" / "bpe_simple_vocab_16e6.txt.gz").read_bytes()).decode().split("\n")[1:]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "merges.gz"
        path.write_bytes(gzip.compress("\n".join(["heading", *merges[:SMALL]]).encode()))
        small = SimpleTokenizer(str(path))
    full = SimpleTokenizer(str(DATA / "clip" / "bpe_simple_vocab_16e6.txt.gz"))
    templates = [t("{}") for t in open_clip.OPENAI_IMAGENET_TEMPLATES]
    randoms, guessed, unassigned = [], [], []
    number = 0
    while len(randoms) < 10_000:
        text = random_text(number)
        if unsettled(text):
            unassigned.append(number)
        elif encoding_guessed(text):
            guessed.append(number)
        else:
            randoms.append(text)
        number += 1
    fixture = {
        "versions": {"open_clip": open_clip.__version__, "ftfy": ftfy.__version__},
        "small": {"merges": merges[:SMALL], "texts": templates, "tokens": [small.encode(t) for t in templates], "randoms": [small.encode(t) for t in randoms[:400]]},
        "guessed": guessed,
        "unassigned": unassigned,
        "digests": {**{name: digests(full, names) for name, names in lists().items()}, "templates": digests(full, templates), "randoms": digests(full, randoms)},
    }
    FIXTURE.write_text(json.dumps(fixture, ensure_ascii=True, separators=(",", ":")) + "\n")
    print(f"{FIXTURE.name}: {FIXTURE.stat().st_size / 1e3:.0f} kB; {len(randoms)} random texts; an encoding was guessed in {len(guessed)}, characters are unassigned in {len(unassigned)}")


if __name__ == "__main__":
    main()
