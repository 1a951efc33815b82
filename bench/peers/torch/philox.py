"""Gradus's dropout in PyTorch: Philox4x32-10 as docs/numerics.md defines it, so that masks are the same.

It is here to compare losses, not to be timed: `torch.nn.Dropout` is what is timed.
"""

import math

import torch

MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
WEYL = (0x9E3779B9, 0xBB67AE85)
LOW = 0xFFFFFFFF


def words(seed, stream, step, count, device):
    """The words of elements 0 to count - 1, as int64."""
    c0 = torch.arange((count + 3) // 4, dtype=torch.int64, device=device)
    c1, c2, c3 = torch.zeros_like(c0), torch.full_like(c0, step), torch.full_like(c0, stream & LOW)
    k0, k1 = seed & LOW, seed >> 32 & LOW
    for _ in range(10):
        p0, p1 = c0 * MULTIPLIERS[0], c2 * MULTIPLIERS[1]  # wraps; the bits are those of unsigned words
        c0, c1, c2, c3 = (p1 >> 32 & LOW) ^ c1 ^ k0, p1 & LOW, (p0 >> 32 & LOW) ^ c3 ^ k1, p0 & LOW
        k0, k1 = k0 + WEYL[0] & LOW, k1 + WEYL[1] & LOW
    return torch.stack((c0, c1, c2, c3), 1).flatten()[:count]


class PhiloxDropout(torch.nn.Module):
    """Keeps the elements that Gradus's dropout keeps in step `step`, which the caller counts."""

    def __init__(self, rate, seed, stream):
        super().__init__()
        self.rate, self.seed, self.stream, self.step = rate, seed, stream, 0

    def forward(self, x):
        drawn = words(self.seed, self.stream, self.step, x.numel(), x.device) >> 8
        kept = (drawn >= math.ceil(self.rate * (1 << 24))).reshape(x.shape)
        scale = torch.tensor(1 / (1 - self.rate), dtype=torch.float32).to(x)  # rounded once, to float32
        return torch.where(kept, x * scale, torch.zeros_like(x))
