"""CIFAR-LT indices as NumPy's legacy generator gives them, class sizes of exponential tails, and small CIFAR pickles.

Writes packages/datasets/test/fixtures/cifar-lt.json. Labels of the made-up training set: label of image i = (37 i + 11) mod 100.
"""
import base64
import hashlib
import json
import pathlib
import pickle
import platform
import struct

import numpy as np

OUT = pathlib.Path(__file__).resolve().parents[2] / "packages/datasets/test/fixtures/cifar-lt.json"


def tail(largest, classes, ratio):
    factor = 1 / ratio
    return [int(largest * factor ** (j / (classes - 1.0))) for j in range(classes)]


def indices(labels, classes, ratio):
    np.random.seed(0)
    kept = []
    for j, n in enumerate(tail(len(labels) / classes, classes, ratio)):
        positions = np.where(labels == j)[0]
        np.random.shuffle(positions)
        kept.extend(positions[:n].tolist())
    return np.array(kept, dtype="<i4")


def python2(data, labels, names):
    """What Python 2 with protocol 2 wrote: byte strings without an encoding."""

    def text(s):
        return b"U" + bytes([len(s)]) + s if len(s) < 256 else b"T" + struct.pack("<i", len(s)) + s

    def array(a):
        head = b"cnumpy.core.multiarray\n_reconstruct\nq\x01cnumpy\nndarray\nq\x02K\x00\x85" + text(b"b") + b"\x87R"
        dtype = b"cnumpy\ndtype\n" + text(b"u1") + b"K\x00K\x01\x87R(K\x03" + text(b"|") + b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
        shape = b"K" + bytes([a.shape[0]]) + b"M" + struct.pack("<H", a.shape[1]) + b"\x86"
        return head + b"(K\x01" + shape + dtype + b"\x89" + text(a.tobytes()) + b"tb"

    ints = b"](" + b"".join(b"K" + bytes([n]) for n in labels) + b"e"
    words = b"](" + b"".join(text(n.encode()) for n in names) + b"e"
    return b"\x80\x02}q\x00(" + text(b"data") + array(data) + text(b"fine_labels") + ints + text(b"filenames") + words + b"u."


def main():
    labels = (37 * np.arange(50000) + 11) % 100
    splits = {}
    for ratio in (100, 50, 10):
        kept = indices(labels, 100, ratio)
        splits[str(ratio)] = {"count": len(kept), "sha256": hashlib.sha256(kept.tobytes()).hexdigest(), "first": kept[:8].tolist(), "last": kept[-3:].tolist()}
    tails = [[n, c, r, tail(n, c, r)] for n, c in ((500, 100), (5000, 10), (500, 200), (100, 100), (500, 3), (177, 95)) for r in (1, 2, 10, 25, 50, 100)]
    data = np.random.RandomState(3).randint(0, 256, (2, 3072)).astype(np.uint8)
    record = {"data": data, "fine_labels": [5, 99], "filenames": ["a.png", "b.png"]}
    pickles = {f"protocol {p}": pickle.dumps(record, p) for p in (2, 3, 4, 5)}
    pickles["fortran order"] = pickle.dumps({**record, "data": np.asfortranarray(data)}, 2)
    pickles["python 2"] = python2(data, record["fine_labels"], record["filenames"])
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(
        json.dumps(
            {
                "versions": {"python": platform.python_version(), "numpy": np.__version__},
                "splits": splits,
                "tails": tails,
                "pixels": base64.b64encode(data.tobytes()).decode(),
                "pickles": {name: base64.b64encode(value).decode() for name, value in pickles.items()},
            }
        )
        + "\n"
    )


main()
