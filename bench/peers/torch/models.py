"""The jobs' models in PyTorch, begun with Gradus's weights."""

import torch

from jobs import BATCH_NORM, FEATURES
import tensor_file

STATE = ("weight", "bias", "running_mean", "running_var")


class Start:
    """Where a job starts: weights, batches in their order, and Gradus's first losses."""

    def __init__(self, path):
        tensors, self.texts = tensor_file.read(path)
        self.state = {name: t for name, t in tensors.items() if name.rsplit(".", 1)[-1] in STATE}
        self.labels = tensors["batches/labels"].long()  # (steps, batch)
        self.raw = tensors["batches/features"].reshape(*self.labels.shape, FEATURES)
        self.losses = tensors["losses"].tolist()
        self.seed = int(self.texts["seed"])

    def features(self, dtype):
        """The scaled inputs (steps, batch, features): computed in float32 as Gradus does."""
        shift, scale = (float(self.texts["scaling." + name]) for name in ("shift", "scale"))
        return ((self.raw.to(torch.float32) - shift) * scale).to(dtype)

    def stream(self, place):
        """The stream of random numbers of the dropout layer at that place."""
        return int(self.texts["stream.%d" % place])


def model(job, dropout=None):
    """The job's layers; `dropout(place, rate)` makes a layer in place of PyTorch's own."""
    own = dropout or (lambda place, rate: torch.nn.Dropout(rate))
    return torch.nn.Sequential(
        *(layer(kind, arguments, place, own) for place, (kind, *arguments) in enumerate(job.layers())))


def layer(kind, arguments, place, dropout):
    if kind == "linear":
        return torch.nn.Linear(*arguments)
    if kind == "batch_norm":
        return torch.nn.BatchNorm1d(*arguments, **BATCH_NORM)
    if kind == "dropout":
        return dropout(place, *arguments)
    return {"flatten": torch.nn.Flatten, "relu": torch.nn.ReLU}[kind]()


def load(net, state):
    """Puts the state into the model, in place; all of it has to fit."""
    own = {name: t for name, t in net.state_dict().items() if not name.endswith("num_batches_tracked")}
    if own.keys() != state.keys():
        raise ValueError("the file holds %s, the model %s" % (sorted(state), sorted(own)))
    with torch.no_grad():
        for name, t in own.items():
            t.copy_(state[name])
