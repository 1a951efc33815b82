"""What bench/gpu was given, looked at before anything is started: a value it cannot use, a file it cannot read."""

import ast
import json
import math
import os
import shutil
import tempfile

from runner.programs import PEER

PARTS = ["check", "training", "kernels", "matmul", "suite"]
SCHEMA = "gradus-gpu-1"


class Refused(Exception):
    """Why nothing is done; `status` is 2 for an option's value, 1 for what the machine lacks."""

    def __init__(self, message, status=1):
        super().__init__(message)
        self.status = status


def values(given):
    """Refuses options whose values mean nothing, and splits those that are lists."""
    if not (math.isfinite(given.seconds) and given.seconds > 0):
        raise Refused("--seconds must be more than 0; got %g" % given.seconds, 2)
    if given.rounds < 1:
        raise Refused("--rounds must be 1 or more; got %d" % given.rounds, 2)
    given.parts = chosen("--parts", given.parts, PARTS)
    given.modes = chosen("--modes", given.modes, modes()) if given.modes is not None else []


def chosen(option, text, known):
    names = [name.strip() for name in text.split(",")]
    unknown = [name or "nothing" for name in names if name not in known]
    if unknown:
        raise Refused("%s must be some of %s; got %s" % (option, ", ".join(known), ", ".join(unknown)), 2)
    return names


def modes():
    """PyTorch's ways to run steps, read where they stand, since a Python without PyTorch cannot import it."""
    with open(os.path.join(os.path.dirname(PEER), "steps.py"), encoding="utf-8") as f:
        for node in ast.parse(f.read()).body:
            if isinstance(node, ast.Assign) and node.targets[0].id == "MODES":
                return [key.value for key in node.value.keys]
    raise AssertionError("steps.py has no MODES")


def places(given):
    """Refuses programs that are not there and a folder that cannot be written to."""
    for option, program in (("--gradus", given.gradus), ("--python", given.python)):
        if shutil.which(program) is None:
            raise Refused("%s: there is no program %s" % (option, program))
    try:
        os.makedirs(given.out, exist_ok=True)
        with tempfile.TemporaryFile(dir=given.out):
            pass
    except OSError as e:
        raise Refused("--out: cannot write to %s: %s" % (given.out, e.strerror)) from e


def result(file):
    """The result in a file that an earlier run has written."""
    try:
        with open(file, encoding="utf-8") as f:
            found = json.load(f)
    except OSError as e:
        raise Refused("--merge: cannot read %s: %s" % (file, e.strerror)) from e
    except ValueError as e:
        raise Refused("--merge: %s is not JSON: %s" % (file, e)) from e
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        raise Refused("--merge: %s is no result of bench/gpu" % file)
    return found
