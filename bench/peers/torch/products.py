"""PyTorch's counterparts of the products that `gradus bench matmul --list --json FILE` lists."""

import json

import torch

from rows import TYPES, Call, Operands

FIELDS = ("label", "batch", "m", "n", "k", "transposes", "dtype")


def read(file):
    """The products of a file, be they listed alone or with what Gradus measured of them."""
    with open(file, encoding="utf-8") as f:
        found = json.load(f)
    rows = found.get("products") or found.get("rows") or []
    return list({json.dumps(listed(row)): listed(row) for row in rows}.values())


def listed(row):
    """What says which product a row is of."""
    return {name: row[name] for name in FIELDS}


def call(product, device):
    """The product as a call on operands that lie as Gradus's do, and the bytes of these and the result."""
    draw, dtype = Operands(device), {**TYPES, "f16": torch.float16, "tf32": torch.float32}[product["dtype"]]
    batch, m, n, k = (product[name] for name in ("batch", "m", "n", "k"))
    left, right = (letter == "T" for letter in product["transposes"])
    some = () if batch == 1 else (batch,)
    shapes = [some + ((k, m) if left else (m, k)), some + ((n, k) if right else (k, n))]

    def run(a, b):
        return torch.matmul(a.mT if left else a, b.mT if right else b)

    moved = batch * (m * k + k * n + m * n) * torch.finfo(dtype).bits // 8
    return Call(lambda: [draw.normal(shape, dtype) for shape in shapes], run), moved
