"""A few steps of training, where torch is installed."""

import importlib

import numpy as np
import pytest

from tests.gym import rig
from tests.gym.render import RIG
from tests.lifting.batches import batch
from tests.lifting.examples import examples
from tests.lifting.imagined import imagined

torch = pytest.importorskip("torch", reason="torch is not installed: tests/requirements-train.txt")
training = importlib.import_module("tests.lifting.train")


@pytest.mark.parametrize("corrects", [True, False])
def test_a_few_steps_bring_the_network_nearer_to_the_truth(corrects: bool) -> None:  # noqa: FBT001 - a parameter
    kept = examples(list(imagined([rig.load(RIG)], 2, seed=1)), training.TAPS_S)
    held = batch(kept, np.arange(60), np.random.default_rng(5), corrects=corrects)
    torch.manual_seed(0)
    before, after = training.Lifting(corrects=corrects), training.train(kept, 25, 0, corrects=corrects)
    with torch.no_grad():
        assert training.loss_of(after, held) < 0.8 * training.loss_of(before, held)


def test_what_runs_without_torch_answers_as_what_was_trained() -> None:
    torch.manual_seed(3)
    model = training.Lifting(corrects=False)
    torch.nn.init.normal_(model.out.weight)
    read = torch.rand(1, len(training.TAPS_S), model.code.in_features)
    network = model.network()
    answer = network.answer([network.code(row) for row in read[0].numpy()])
    with torch.no_grad():
        assert np.allclose(model(read)[0].numpy(), answer, atol=1e-4)
