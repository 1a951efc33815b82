"""The training jobs, said without PyTorch. Gradus's side is org.gradus.bench.Job; a test compares the two."""

from dataclasses import dataclass, replace

FEATURES = 784
CLASSES = 10
ADAM = {"lr": 1e-3, "betas": [0.9, 0.999], "eps": 1e-8, "weight_decay": 0.0}
BATCH_NORM = {"momentum": 0.1, "eps": 1e-5}
QUICK_WIDTH = 16
QUICK_BATCH = 32
PRECISIONS = {
    "f32": "float32; no product in TF32",
    "tf32": "float32; products in TF32",
    "bf16": "autocast to bfloat16, weights and Adam's moments in float32",
}


@dataclass(frozen=True)
class Job:
    """A multilayer perceptron and its batch."""

    name: str
    hidden: tuple
    batch: int
    norm: bool = False
    dropout: float = 0.0

    def layers(self):
        """Kind and arguments of each layer; a layer's place is its name."""
        layers, width = [("flatten",)], FEATURES
        for units in self.hidden:
            layers.append(("linear", width, units))
            if self.norm:
                layers.append(("batch_norm", units))
            layers.append(("relu",))
            if self.dropout:
                layers.append(("dropout", self.dropout))
            width = units
        return layers + [("linear", width, CLASSES)]

    def tensors(self):
        """The shape of each tensor of the model's state, by name."""
        shapes = {}
        for place, (kind, *sizes) in enumerate(self.layers()):
            if kind == "linear":
                shapes["%d.weight" % place] = [sizes[1], sizes[0]]
                shapes["%d.bias" % place] = [sizes[1]]
            elif kind == "batch_norm":
                for name in ("weight", "bias", "running_mean", "running_var"):
                    shapes["%d.%s" % (place, name)] = [sizes[0]]
        return shapes

    def parameters(self):
        """The number of trained numbers."""
        count = 0
        for name, shape in self.tensors().items():
            if "running" not in name:
                count += shape[0] * (shape[1] if len(shape) > 1 else 1)
        return count

    def quick(self):
        """The same so narrow, and of so few samples, that a step takes no time."""
        hidden = tuple(min(units, QUICK_WIDTH) for units in self.hidden)
        return replace(self, hidden=hidden, batch=min(self.batch, QUICK_BATCH))

    def described(self):
        return {
            "job": self.name,
            "batch": self.batch,
            "parameters": self.parameters(),
            "dropout": self.dropout,
            "layers": [" ".join(str(part) for part in layer) for layer in self.layers()],
            "tensors": self.tensors(),
        }


JOBS = {
    job.name: job
    for job in (
        Job("small", (256,), 128),
        Job("large", (1024, 1024), 256, norm=True, dropout=0.2),
        Job("wide", (4096, 4096), 8192, norm=True, dropout=0.2),
    )
}


def job_of(texts):
    """The job that a file of first steps is of, by its texts."""
    job = JOBS[texts["job"]]
    return job.quick() if texts["quick"] == "true" else job


def described():
    """All of it, for a reader that has no PyTorch."""
    return {
        "optimizer": ADAM,
        "batch_norm": BATCH_NORM,
        "precisions": PRECISIONS,
        "jobs": [job.described() for job in JOBS.values()],
        "quick": [job.quick().described() for job in JOBS.values()],
    }
