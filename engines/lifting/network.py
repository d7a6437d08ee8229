"""The lifter's network: each pose becomes a code, and the codes of now and of moments before become world joints.

A causal temporal convolution whose taps are places in time and not frames, so that it is the same at every frame rate.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from daemon.core.pose.body import LIMBS
from daemon.errors import EngineError
from engines.lifting.features import SEEN_SIZE, WORLD_SIZE

Float32 = NDArray[np.float32]
OUT = 3 * len(LIMBS)
_LAYERS = ("code", "mix", "deep", "out")


@dataclass(frozen=True, eq=False)
class Network:
    """Weights in float32, rows are inputs.

    Attributes:
        taps_s: How long before now the moments lie that it reads, the first is 0.
        corrects: It reads world joints and answers with what to add to them; else it answers with them.
        layers: Weight and bias of each layer.
    """

    taps_s: tuple[float, ...]
    corrects: bool
    layers: tuple[tuple[Float32, Float32], ...]

    @property
    def size(self) -> int:
        """How many weights it has."""
        return sum(weight.size + bias.size for weight, bias in self.layers)

    def code(self, features: NDArray[np.floating[Any]]) -> Float32:
        """Returns a pose's code."""
        return _relu(features.astype(np.float32, copy=False), *self.layers[0])

    def answer(self, codes: list[Float32]) -> Float32:
        """Returns metres (12, 3), from the codes at each of the taps."""
        mixed = _relu(np.concatenate(codes), *self.layers[1])
        mixed = mixed + _relu(mixed, *self.layers[2])
        weight, bias = self.layers[3]
        return (mixed @ weight + bias).reshape(len(LIMBS), 3)

    def save(self, path: Path) -> None:
        """Write it in half precision."""
        arrays = {
            f"{name}_{part}": value.astype(np.float16)
            for name, layer in zip(_LAYERS, self.layers, strict=True)
            for part, value in zip(("weight", "bias"), layer, strict=True)
        }
        np.savez_compressed(path, allow_pickle=False, taps_s=np.array(self.taps_s), corrects=self.corrects, **arrays)


def load(path: Path) -> Network:
    """Returns what ``save`` wrote.

    Raises:
        EngineError: There is no such file, or it is no lifter.
    """
    try:
        with np.load(path, allow_pickle=False) as kept:
            layers = tuple(
                (kept[f"{name}_weight"].astype(np.float32), kept[f"{name}_bias"].astype(np.float32)) for name in _LAYERS
            )
            network = Network(tuple(float(tap) for tap in kept["taps_s"]), bool(kept["corrects"]), layers)
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise EngineError(f"{path} is no lifter ({error}): train it again, or leave the lifter out") from None
    _check(path, network)
    return network


def _check(path: Path, network: Network) -> None:
    (code, _), (mix, _), (deep, _), (out, _) = network.layers
    reads = SEEN_SIZE + (WORLD_SIZE if network.corrects else 0)
    wanted = ((reads, code.shape[-1]), (code.shape[-1] * len(network.taps_s), mix.shape[-1]), (mix.shape[-1],) * 2)
    found = (code.shape, mix.shape, deep.shape)
    fits = found == wanted and out.shape == (mix.shape[-1], OUT)
    if not fits or any(bias.shape != weight.shape[1:] for weight, bias in network.layers):
        raise EngineError(f"{path} is no lifter (its layers do not fit each other): train it again, or leave it out")
    if not all(np.isfinite(each).all() for layer in network.layers for each in layer):
        raise EngineError(f"{path} is no lifter (a weight is no number): train it again, or leave it out")


def _relu(values: Float32, weight: Float32, bias: Float32) -> Float32:
    return np.maximum(values @ weight + bias, np.float32(0))
