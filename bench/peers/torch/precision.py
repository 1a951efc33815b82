"""What PyTorch computes products in; stated in every row."""

import contextlib

import torch


BF16_SUMS = "allow_bf16_reduced_precision_reduction"  # newer than PyTorch 1.13


def use(precision):
    """Sets products of float32 to float32 or TF32 for all that follows."""
    tf32 = precision == "tf32"
    torch.backends.cuda.matmul.allow_tf32 = tf32
    torch.backends.cudnn.allow_tf32 = tf32
    torch.backends.cudnn.benchmark = True
    if has_bf16_sums():  # a product in bf16 is summed in float32 to its end, as in Gradus
        setattr(torch.backends.cuda.matmul, BF16_SUMS, False)


def has_bf16_sums():
    try:
        return getattr(torch.backends.cuda.matmul, BF16_SUMS) is not None
    except (AssertionError, AttributeError):
        return False


def stated():
    """The settings in force."""
    said = "matmul.allow_tf32=%s, cudnn.allow_tf32=%s, cudnn.benchmark=%s" % (
        torch.backends.cuda.matmul.allow_tf32,
        torch.backends.cudnn.allow_tf32,
        torch.backends.cudnn.benchmark,
    )
    return said + (", matmul.%s=False" % BF16_SUMS if has_bf16_sums() else "")


def casting(precision, device):
    """The context of a forward pass. Its cache of cast weights cannot outlive a recorded step."""
    if precision == "bf16":
        return torch.autocast(device, dtype=torch.bfloat16, cache_enabled=False)
    return contextlib.nullcontext()
