"""Reads safetensors files: what `gradus bench first-steps` writes. Source: the format's own description."""

import json
import struct

import torch

TYPES = {"F32": torch.float32, "F64": torch.float64, "I64": torch.int64, "I32": torch.int32,
         "U8": torch.uint8}


def read(path):
    """The tensors by name, and the file's texts."""
    with open(path, "rb") as f:
        length = struct.unpack("<Q", f.read(8))[0]
        header = json.loads(f.read(length))
        data = bytearray(f.read())
    texts = header.pop("__metadata__", {})
    return {name: tensor(data, entry) for name, entry in header.items()}, texts


def tensor(data, entry):
    begin, end = entry["data_offsets"]
    part = torch.frombuffer(data, dtype=torch.uint8)[begin:end].clone()  # at an address that fits any type
    return part.view(TYPES[entry["dtype"]]).reshape(entry["shape"])
