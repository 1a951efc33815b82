"""A row of Gradus's, and what a counterpart makes of it."""

import re

import torch

TYPES = {"f32": torch.float32, "bf16": torch.bfloat16, "u8": torch.uint8, "i32": torch.int32}


class Row:
    """One of Gradus's rows: shapes such as `32768x1024 1024`, and what is said behind them."""

    def __init__(self, row):
        self.family, self.op, self.bytes = row["family"], row["op"], row["bytes"]
        self.dtype = TYPES[row["dtype"]]
        words = row["shapes"].split()
        sizes = []
        for word in words:
            if not re.fullmatch(r"\d+(x\d+)*", word) or self.is_permutation(word, sizes):
                break
            sizes.append(tuple(int(extent) for extent in word.split("x")))
        self.shapes = sizes
        self.detail = " ".join(words[len(sizes) :])

    def is_permutation(self, word, before):
        return self.op == "permute" and bool(before) and "x" not in word


class Call:
    """Sets of operands are made by `operands()`; `run(*operands)` is timed, and returns its results."""

    def __init__(self, operands, run, note="", autograd=False):
        self.operands, self.run, self.note, self.autograd = operands, run, note, autograd


class Operands:
    """Random operands on a device; nothing is all zeros, which some devices move faster."""

    def __init__(self, device):
        self.device = device

    def normal(self, shape, dtype):
        return torch.randn(shape, device=self.device).to(dtype)

    def magnitudes(self, shape, dtype):
        return self.normal(shape, dtype).abs_()

    def indices(self, shape, bound, dtype=torch.int64):
        return torch.randint(bound, shape, device=self.device, dtype=dtype)
