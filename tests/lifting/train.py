"""Trains the lifter: ``python -m tests.lifting.train --help``. Needs torch; a processor is enough.

It learns from ``tests/form/rendered``'s frozen lot and from what ``tests.lifting.capture wandering`` wrote, both the
real engine's poses of rendered bodies; a lifter that reads the picture alone, also from imagined movements. The bodies
in ``HELD_OUT`` are never learnt from.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from daemon.core.pose.body import ANKLES, ELBOWS, HIPS, KNEES, SHOULDERS, WRISTS
from engines.lifting.features import SEEN_SIZE, WORLD_SIZE
from engines.lifting.network import OUT, Network
from tests.gym.capture import load_rigs
from tests.lifting.batches import Batch, batches
from tests.lifting.examples import HELD_OUT, Examples, examples, recorded, rendered
from tests.lifting.imagined import imagined
from tests.lifting.recording import Recording

TAPS_S = (0.0, 0.1, 0.2, 0.3, 0.4)
CODE, MIX = 128, 256
BATCH = 512
RATE, DECAY = 1.5e-3, 1e-4
ANGLE = 0.35
"""Weight of a radian beside a metre."""
_CORNERS = [
    (a[side], b[side], c[side])
    for a, b, c in (
        (HIPS, KNEES, ANKLES),
        (SHOULDERS, HIPS, KNEES),
        (SHOULDERS, ELBOWS, WRISTS),
        (HIPS, SHOULDERS, ELBOWS),
    )
    for side in (0, 1)
]


class Lifting(nn.Module):
    """`Network`, to be trained."""

    def __init__(self, *, corrects: bool) -> None:
        super().__init__()
        self.corrects = corrects
        self.code = nn.Linear(SEEN_SIZE + (WORLD_SIZE if corrects else 0), CODE)
        self.mix = nn.Linear(CODE * len(TAPS_S), MIX)
        self.deep = nn.Linear(MIX, MIX)
        self.out = nn.Linear(MIX, OUT)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, read: Tensor) -> Tensor:
        """Returns metres (B, 12, 3) of features (B, taps, F)."""
        codes = torch.relu(self.code(read)).flatten(1)
        mixed = torch.relu(self.mix(codes))
        mixed = mixed + torch.relu(self.deep(mixed))
        out: Tensor = self.out(mixed)
        return out.unflatten(1, (-1, 3))

    def network(self) -> Network:
        """Returns what runs without torch."""
        layers = tuple(
            (layer.weight.detach().numpy().T.copy(), layer.bias.detach().numpy().copy())
            for layer in (self.code, self.mix, self.deep, self.out)
        )
        return Network(TAPS_S, self.corrects, layers)


def loss_of(model: Lifting, batch: Batch) -> Tensor:
    """Returns how far joints are off (m), and angles (radians, weighed by ``ANGLE``)."""
    found, true = model(torch.from_numpy(batch.features)), torch.from_numpy(batch.true)
    if model.corrects:
        found = found + torch.from_numpy(batch.world)
    found = found - found[:, list(HIPS)].mean(dim=1, keepdim=True)
    places = torch.linalg.vector_norm(found - true, dim=-1).mean()
    return places + ANGLE * (corners(found) - corners(true)).abs().mean()


def corners(joints: Tensor) -> Tensor:
    """Returns the angles (B, 8) in radians."""
    a, b, c = (list(each) for each in zip(*_CORNERS, strict=True))
    u, v = joints[:, a] - joints[:, b], joints[:, c] - joints[:, b]
    across = torch.linalg.vector_norm(torch.linalg.cross(u, v), dim=-1)
    return torch.atan2(across + 1e-6, (u * v).sum(dim=-1))


def train(kept: Examples, steps: int, seed: int, *, corrects: bool) -> Lifting:
    """Returns a network after so many steps."""
    torch.manual_seed(seed)
    model = Lifting(corrects=corrects)
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps + 1)
    source, total, began = batches(kept, BATCH, np.random.default_rng(seed), corrects=corrects), 0.0, time.monotonic()
    for step in range(1, steps + 1):
        loss = loss_of(model, next(source))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        rate.step()
        total += float(loss.detach())
        if step % 500 == 0:
            print(f"step {step}: loss {total / 500:.4f}, {time.monotonic() - began:.0f} s", flush=True)
            total = 0.0
    return model


def kept_out(recordings: Sequence[Recording]) -> list[Recording]:
    """Returns those whose body may be learnt from."""
    return [each for each in recordings if each.person not in HELD_OUT]


def main() -> None:
    """Train a lifter and write its weights."""
    parser = argparse.ArgumentParser(prog="python -m tests.lifting.train", description=main.__doc__)
    parser.add_argument(
        "kind", choices=["corrects", "alone"], help="corrects world joints, or makes them from the picture"
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--bodies", type=Path, required=True, help="what `python -m tests.gym.capture bodies` wrote")
    parser.add_argument("--wandering", type=Path, required=True, help="what `python -m tests.lifting.capture` wrote")
    parser.add_argument("--imagined", type=int, default=300, help="how many movements to imagine")
    parser.add_argument("--steps", type=int, default=8000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    corrects = arguments.kind == "corrects"
    rigs = load_rigs(arguments.bodies)
    recordings = [*rendered("frozen", rigs), *recorded(arguments.wandering)]
    if not corrects:
        recordings += list(imagined(rigs, arguments.imagined, arguments.seed))
    kept = examples(kept_out(recordings), TAPS_S)
    print(f"{len(kept)} frames", flush=True)
    train(kept, arguments.steps, arguments.seed, corrects=corrects).network().save(arguments.out)


if __name__ == "__main__":
    main()
