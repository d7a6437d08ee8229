"""Fine-tunes a keypoint network on a data set and exports it: ``python -m tests.finetune.train --help``.

The network is EdgeCrafter's pose transformer as libreyolo trains it (package: MIT; network and published weights:
Apache-2.0). Needs tests/requirements-train.txt. An epoch of 4000 pictures needs a GPU; a processor is enough for a try.
"""

import argparse
from pathlib import Path

from tests.finetune.export import export


def train(data: Path, out: Path, weights: str | None, epochs: int, batch: int, device: str) -> Path:  # noqa: PLR0913, PLR0917 - one for each option
    """Train on a data set, and return the ONNX file.

    Args:
        data: The data set's folder, as ``tests.finetune.render`` writes it.
        out: Where checkpoints and the ONNX file go.
        weights: What to begin with: libreyolo fetches ``LibreECs-pose.pt`` by its name; None: nothing learnt.
        epochs: How often every picture is shown.
        batch: Pictures at once.
        device: ``cpu``, or a GPU's number.
    """
    from libreyolo.models.ec.model import LibreEC  # noqa: PLC0415 - only where it is installed

    model = LibreEC(weights, size="s", task="pose", device=device)
    model.train(
        data=str((data / "data.yaml").resolve()), epochs=epochs, batch=batch, device=device, workers=0,
        project=str(out), name="run", exist_ok=True, amp=device != "cpu",
    )  # fmt: skip
    return export(model.model.eval().cpu(), out / "finetuned.onnx")


def main() -> None:
    """Fine-tune, and write the ONNX file that ``spotter engine add`` takes up."""
    parser = argparse.ArgumentParser(prog="python -m tests.finetune.train", description=main.__doc__)
    parser.add_argument("data", type=Path, help="the data set's folder")
    parser.add_argument("out", type=Path)
    parser.add_argument("--weights", default="LibreECs-pose.pt", help="what to begin with; none: nothing learnt")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--device", default="0", help="cpu, or a GPU's number")
    arguments = parser.parse_args()
    weights = None if arguments.weights == "none" else arguments.weights
    print(train(arguments.data, arguments.out, weights, arguments.epochs, arguments.batch, arguments.device))


if __name__ == "__main__":
    main()
