"""What PyTorch has for each of Gradus's ops, by the family and name that `gradus bench kernels` gives them.

Backward ops are the ones that autograd calls.
"""

import math

import torch

import optimizers
from rows import TYPES, Call, Operands

aten = torch.ops.aten
COLUMNS = 1024
PARAMETER = 0.1  # of functions that have one, as in org.gradus.bench.PointwiseCases
RATE = 0.25
EPSILON = 1e-5


UNARY = {
    "negate": torch.neg, "abs": torch.abs, "sign": torch.sign, "square": torch.square, "sqrt": torch.sqrt,
    "rsqrt": torch.rsqrt, "reciprocal": torch.reciprocal, "exp": torch.exp, "log": torch.log,
    "sin": torch.sin, "cos": torch.cos, "erf": torch.erf, "tanh": torch.tanh, "sigmoid": torch.sigmoid,
    "relu": torch.relu,
    "leaky_relu": lambda x: torch.nn.functional.leaky_relu(x, PARAMETER),
    "elu": lambda x: torch.nn.functional.elu(x, PARAMETER),
    "gelu": torch.nn.functional.gelu,
    "gelu_tanh": lambda x: torch.nn.functional.gelu(x, approximate="tanh"),
    "silu": torch.nn.functional.silu,
    "softplus": torch.nn.functional.softplus,
}

# What autograd computes from the saved operand s (input or result) and the gradient g.
GRADIENT = {
    "negate": lambda s, g: -g,
    "abs": lambda s, g: g * s.sgn(),
    "sign": lambda s, g: torch.zeros_like(g),
    "square": lambda s, g: g * (s * 2),
    "sqrt": lambda s, g: g / (2 * s),
    "rsqrt": lambda s, g: -0.5 * g * s.pow(3),
    "reciprocal": lambda s, g: -g * (s * s),
    "exp": lambda s, g: g * s,
    "log": lambda s, g: g / s,
    "sin": lambda s, g: g * s.cos(),
    "cos": lambda s, g: g * -s.sin(),
    "erf": lambda s, g: 2 / math.sqrt(math.pi) * torch.exp(-(s.pow(2))) * g,
    "tanh": lambda s, g: aten.tanh_backward(g, s),
    "sigmoid": lambda s, g: aten.sigmoid_backward(g, s),
    "relu": lambda s, g: aten.threshold_backward(g, s, 0),
    "leaky_relu": lambda s, g: aten.leaky_relu_backward(g, s, PARAMETER, False),
    "elu": lambda s, g: aten.elu_backward(g, PARAMETER, 1, 1, True, s),
    "gelu": lambda s, g: aten.gelu_backward(g, s),
    "gelu_tanh": lambda s, g: aten.gelu_backward(g, s, approximate="tanh"),
    "silu": lambda s, g: aten.silu_backward(g, s),
    "softplus": lambda s, g: aten.softplus_backward(g, s, 1, 20),
}

BINARY = {
    "add": torch.add, "subtract": torch.sub, "multiply": torch.mul, "divide": torch.div,
    "maximum": torch.maximum, "minimum": torch.minimum, "power": torch.pow,
}
COMPARE = {
    "equal": torch.eq, "not_equal": torch.ne, "less": torch.lt, "less_equal": torch.le,
    "greater": torch.gt, "greater_equal": torch.ge,
}
FOLD = {"reduce_sum": torch.sum, "reduce_max": torch.amax, "reduce_min": torch.amin}
AXES = {"rows": (1,), "columns": (0,), "all": (0, 1), "middle axis": (1,)}


def counterpart(row, device, provider):
    """The call for a row by `torch`, `torch.compile` or another form; None if PyTorch has none like it."""
    make = FAMILIES.get(row.family)
    return make(row, Operands(device), provider) if make else None


def unary(row, draw, _):
    return Call(lambda: (draw.magnitudes(row.shapes[0], row.dtype),), UNARY[row.op])


def unary_gradient(row, draw, _):
    operands = lambda: (draw.magnitudes(row.shapes[0], row.dtype), draw.normal(row.shapes[1], row.dtype))
    return Call(operands, GRADIENT[row.op.removesuffix("_gradient")])


def binary(row, draw, _):
    operands = lambda: (draw.magnitudes(row.shapes[0], row.dtype), draw.normal(row.shapes[1], row.dtype))
    return Call(operands, BINARY[row.op])


def compare(row, draw, _):
    return Call(lambda: [draw.normal(shape, row.dtype) for shape in row.shapes], COMPARE[row.op])


def select(row, draw, _):
    def operands():
        chosen = draw.indices(row.shapes[0], 2).bool()
        return (chosen, draw.normal(row.shapes[1], row.dtype), draw.normal(row.shapes[2], row.dtype))

    return Call(operands, torch.where, "the condition is bool, a byte as well")


def cast(row, draw, _):
    source, _, target = row.detail.split()

    def operands():
        if source in ("u8", "i32"):
            return (draw.indices(row.shapes[0], 2, TYPES[source]),)
        return (draw.normal(row.shapes[0], TYPES[source]),)

    return Call(operands, lambda x: x.to(TYPES[target]))


def bias(row, draw, _):
    activate = UNARY[row.op.removeprefix("bias_")]
    operands = lambda: [draw.normal(shape, row.dtype) for shape in row.shapes]
    return Call(operands, lambda x, b: activate(x + b))


def dropout(row, draw, provider):
    operands = lambda: (draw.normal(row.shapes[0], row.dtype),)
    if provider == "torch":
        return Call(operands, lambda x: aten.native_dropout(x, RATE, True), "writes the mask, too")
    return Call(operands, lambda x: torch.nn.functional.dropout(x, RATE, True))


def softmax(row, draw, _):
    rows, classes = row.shapes[0]
    if row.op != "softmax_cross_entropy":
        call = torch.softmax if row.op == "softmax" else torch.log_softmax
        return Call(lambda: (draw.normal((rows, classes), row.dtype),), lambda x: call(x, -1))
    gradient = torch.full((rows,), 1 / rows, device=draw.device, dtype=row.dtype)
    weight = torch.tensor(float(rows), device=draw.device, dtype=row.dtype)

    def run(x, labels):  # what cross_entropy calls forward and backward
        logs = aten._log_softmax(x, 1, False)
        loss, _ = aten.nll_loss_forward(logs, labels, None, 0, -100)
        back = aten.nll_loss_backward(gradient, logs, labels, None, 0, -100, weight)
        return loss, aten._log_softmax_backward_data(back, logs, 1, row.dtype)

    operands = lambda: (draw.normal((rows, classes), row.dtype), draw.indices((rows,), classes))
    return Call(operands, run, "forward and backward; labels are int64")


def norm(row, draw, provider):
    if provider == "torch.channels_last":
        return channels_last(row, draw)
    if row.op == "batch_norm":
        operands = lambda: [draw.normal(shape, row.dtype) for shape in row.shapes]
        return Call(operands, lambda x, w, b: aten.native_batch_norm(x, w, b, None, None, True, 0.1, EPSILON))
    if row.op == "layer_norm":
        operands = lambda: [draw.normal(shape, row.dtype) for shape in row.shapes]
        columns = [row.shapes[0][-1]]
        return Call(operands, lambda x, w, b: aten.native_layer_norm(x, columns, w, b, EPSILON))
    return norm_gradient(row, draw)


def norm_gradient(row, draw):
    """The statistics are those of x, in the type that PyTorch keeps them in."""
    x, w, _, _, g = row.shapes
    columns = [x[-1]]

    def forward(x, w):
        if row.op == "batch_norm_gradient":
            return aten.native_batch_norm(x, w, w, None, None, True, 0.1, EPSILON)
        return aten.native_layer_norm(x, columns, w, w, EPSILON)

    def operands():
        given, weight = draw.normal(x, row.dtype), draw.normal(w, row.dtype)
        _, mean, rstd = forward(given, weight)
        return given, weight, mean, rstd, draw.normal(g, row.dtype)

    def run(x, w, mean, rstd, g):
        if row.op == "batch_norm_gradient":
            return aten.native_batch_norm_backward(g, x, w, None, None, mean, rstd, True, EPSILON, [True] * 3)
        return aten.native_layer_norm_backward(g, x, columns, mean, rstd, w, w, [True] * 3)

    return Call(operands, run)


def channels_last(row, draw):
    """Batch norm of images in channels_last, which cuDNN may take: the same rows of channels."""
    if not row.op.startswith("batch_norm"):
        return None
    rows, channels = row.shapes[0]
    side = next(n for n in range(64, 0, -1) if rows % n == 0)

    def image():
        x = draw.normal((rows // side, side, 1, channels), row.dtype)
        return x.permute(0, 3, 1, 2)  # (N, C, H, W) whose memory is N, H, W, C

    def forward(x, w, b):
        return torch.batch_norm(x, w, b, None, None, True, 0.1, EPSILON, True)

    weights = lambda: [draw.magnitudes((channels,), torch.float32) for _ in range(2)]
    if row.op == "batch_norm":
        return Call(lambda: (image(), *weights()), forward)

    def operands():
        x, w, b = (t.requires_grad_() for t in (image(), *weights()))
        return forward(x, w, b), x, w, b, image()

    return Call(
        operands,
        lambda y, x, w, b, g: torch.autograd.grad(y, (x, w, b), g, retain_graph=True),
        "through autograd",
        autograd=True)


def reduce(row, draw, _):
    operands = lambda: (draw.normal(row.shapes[0], row.dtype),)
    if row.op == "argmax":
        return Call(operands, lambda x: torch.argmax(x, 1))
    if row.op == "all_finite":
        return Call(operands, lambda x: torch.isfinite(x).all())
    fold = FOLD[row.op]
    return Call(operands, lambda x: fold(x, AXES[row.detail]))


def index(row, draw, _):
    shape = row.shapes[0]
    if row.op == "one_hot":
        target = TYPES[row.detail.removeprefix("to ")]
        return Call(
            lambda: (draw.indices(shape, 64),),
            lambda x: torch.nn.functional.one_hot(x, 64).to(target),
            "indices are int64, and so is the first result")
    if row.op == "gather":
        operands = lambda: (draw.normal(shape, row.dtype), draw.indices(row.shapes[1], shape[0], torch.int32))
        return Call(operands, lambda x, i: torch.index_select(x, 0, i))
    operands = lambda: (draw.normal(shape, row.dtype), draw.indices(row.shapes[1], 1000))
    return Call(
        operands,
        lambda x, i: torch.zeros((1000, shape[1]), device=x.device, dtype=x.dtype).index_add_(0, i, x),
        "adds by atomics, in no fixed order")


def copy(row, draw, _):
    operands = lambda: [draw.normal(shape, row.dtype) for shape in row.shapes]
    shape = row.shapes[0]
    if row.op == "broadcast":
        size = torch.empty((), dtype=row.dtype).element_size()
        rows = (row.bytes // size - math.prod(shape)) // COLUMNS
        return Call(operands, lambda x: x.expand(rows, COLUMNS).contiguous())
    if row.op == "permute":
        order = [int(axis) for axis in row.detail] or [1, 0]
        return Call(operands, lambda x: x.permute(order).contiguous())
    if row.op == "concat":
        return Call(operands, torch.clone if row.detail == "copy" else lambda *x: torch.cat(x, 1))
    if row.op == "slice":
        half = shape[1] // 2
        return Call(operands, lambda x: x[:, half // 2 : half // 2 + half].contiguous())
    return Call(operands, lambda x: torch.nn.functional.pad(x, (1, 1)))  # pad


def matmul(row, draw, _):
    operands = lambda: [draw.normal(shape, row.dtype) for shape in row.shapes]
    if row.detail == "batched":
        return Call(operands, torch.bmm)
    if row.op == "matmul_bias_relu":
        if hasattr(torch, "_addmm_activation"):
            return Call(operands, lambda a, b, c: torch._addmm_activation(c, a, b), "cuBLASLt's epilogue")
        return Call(operands, lambda a, b, c: torch.relu(torch.addmm(c, a, b)))
    left, right = (letter == "T" for letter in row.detail)
    return Call(operands, lambda a, b: torch.mm(a.t() if left else a, b.t() if right else b))


FAMILIES = {
    "unary": unary, "unary gradient": unary_gradient, "binary": binary, "compare": compare, "select": select,
    "cast": cast, "bias": bias, "dropout": dropout, "softmax": softmax, "norm": norm, "reduce": reduce,
    "index": index, "copy": copy, "matmul": matmul, "update": optimizers.update,
}
