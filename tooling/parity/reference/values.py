"""Numbers that any language makes alike: exact integer arithmetic, no library's generator.

`made(name, shape)` is a Park-Miller sequence (multiplier 16807, modulus 2^31 - 1) whose start is a hash of the name;
packages/testkit/src/made-values.ts gives the same numbers. So fixtures hold results only.
"""

import numpy as np
import torch

MODULUS = 2**31 - 1
MULTIPLIER = 16807


def start_of(name):
    state = 1
    for letter in name:
        state = (state * 131 + ord(letter)) % (MODULUS - 1) + 1
    return state


def made(name, shape, scale=1.0, shift=0.0):
    """Uniform in shift + scale * [-0.5, 0.5), float32."""
    count = int(np.prod(shape)) if len(shape) else 1
    state, numbers = start_of(name), np.empty(count)
    for k in range(count):
        state = state * MULTIPLIER % MODULUS
        numbers[k] = state / MODULUS - 0.5
    return torch.tensor((shift + scale * numbers).astype(np.float32).reshape(shape))


def made_tensor(name, shape):
    """A value of a size that suits the tensor of that name: gains near one, matrices of unit gain, small biases."""
    part = name.rsplit(".", 1)[-1]
    is_gain = len(shape) <= 1 and part in ("weight", "scale", "variance") or part in ("scale1", "scale2")
    if is_gain:
        return made(name, shape, 0.5, 1.0)
    if len(shape) >= 2 and part in ("weight", "projection", "a", "b"):
        return made(name, shape, (12 / np.prod(shape[1:])) ** 0.5)
    return made(name, shape, 0.6)
