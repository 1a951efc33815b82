"""Reads docs/results. What measures nothing never comes out of here: quick runs, the emulator's, those that were wrong."""

import glob
import json
import os

MISSING = "not measured yet"


class Broken(Exception):
    """Which file cannot be read, and why."""


class Results:
    """The files of a folder, the newest last."""

    def __init__(self, folder):
        self.folder = folder

    def files(self, kind):
        """Name and content of each file DATE-KIND-NAME.json or DATE-KIND.json that may be shown."""
        paths = set(glob.glob(os.path.join(self.folder, "*-%s-*.json" % kind)))
        paths.update(glob.glob(os.path.join(self.folder, "*-%s.json" % kind)))
        found = []
        for path in sorted(paths):
            result = read(path)
            wrong = any(failure["part"] in ("check", "suite") for failure in result.get("failures", []))
            if not (result.get("quick") or result.get("emulated") or wrong):
                found.append((os.path.basename(path), result))
        return sorted(found, key=age)

    def newest(self, kind, key, rows):
        """The newest file of each key among those that have such rows."""
        return {key(result): (name, result) for name, result in self.files(kind) if result.get(rows)}

    def text(self, name):
        """The content of one file, empty where it is not there."""
        path = os.path.join(self.folder, name)
        return read(path) if os.path.exists(path) else {}


def read(path):
    """The object in a file of JSON."""
    try:
        with open(path, encoding="utf-8") as f:
            found = json.load(f)
    except (OSError, ValueError) as e:
        raise Broken("%s cannot be read: %s" % (path, e)) from e
    if not isinstance(found, dict):
        raise Broken("%s holds no object" % path)
    return found


def age(file):
    """What sorts files by their time: runs of one day have numbers, which do not sort as names do."""
    name, result = file
    return name[:10], result.get("date", ""), len(name), name


def table(*heads):
    """The first two lines of a table; a head that ends in a colon is of numbers, to the right."""
    yield "| %s |" % " | ".join(head.rstrip(":") for head in heads)
    yield "| %s |" % " | ".join("---:" if head.endswith(":") else "---" for head in heads)


def row(*cells):
    return "| %s |" % " | ".join(str(cell) for cell in cells)


def thousands(value):
    return format(round(value), ",").replace(",", " ")
