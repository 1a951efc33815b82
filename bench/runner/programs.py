"""The two programs that measure: Gradus, started anew for each part, and PyTorch, which stays."""

import contextlib
import json
import os
import select
import signal
import subprocess
import tempfile
import time

PEER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "peers", "torch", "peer")
ENDING = 10  # seconds for a program to end that was told to
LATE = 124  # the status of a program that took longer than it may


class Failure(Exception):
    """Why a program gave no result."""


class Gradus:
    """The command `gradus` on one device."""

    def __init__(self, launcher, device, quick, emulate):
        self.launcher, self.device, self.quick = launcher, device, quick
        self.emulated = emulate
        self.environment = {**os.environ, **({"GRADUS_EMULATE_CUDA": "1"} if emulate else {})}

    def command(self, *arguments):
        return [self.launcher, *arguments, "--device", self.device] + (["--quick"] if self.quick else [])

    def run(self, command, seconds):
        """Status, which may be LATE, and what it printed."""
        with tempfile.TemporaryFile() as log:
            try:  # in a group of its own, so that all it has started can be ended with it
                process = subprocess.Popen(
                    command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                    start_new_session=True)
            except OSError as e:
                raise Failure("%s does not start: %s" % (command[0], e)) from e
            try:
                status = process.wait(max(1, seconds))
            except subprocess.TimeoutExpired as e:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                log.write(b"\ntook longer than %.0f s" % e.timeout)
                status = LATE
            log.seek(0)
            return status, tail(log.read())

    def json(self, command, seconds):
        """Status, the file that `command --json FILE` writes, and what it printed; None if it wrote none."""
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "result.json")
            status, printed = self.run([*command, "--json", file], seconds)
            if not os.path.exists(file):
                return status, None, printed
            try:
                with open(file, encoding="utf-8") as f:
                    return status, json.load(f), printed
            except ValueError as e:
                return status, None, "%s\nwhat it wrote is not JSON: %s" % (printed, e)


def tail(text):
    """The end of what was printed."""
    return text.decode("utf-8", "replace")[-4000:]


class Torch:
    """PyTorch behind `peer serve`: asked by lines, and started anew after it hung."""

    def __init__(self, python, device):
        self.command = [python, PEER, "serve", "--device", device]
        self.process, self.log = None, tempfile.TemporaryFile()

    def ask(self, seconds, **request):
        """The answer, which says `result`, `unavailable` or `error`."""
        try:
            if self.process is None:
                self.start()
            self.process.stdin.write((json.dumps(request) + "\n").encode())
            line = self.line(time.monotonic() + max(1, seconds))
            return json.loads(line)
        except (OSError, ValueError, Failure) as e:
            self.stop()
            return {"error": "%s\n%s" % (e, self.said())}

    def start(self):
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(self.command, stdin=pipe, stdout=pipe, stderr=self.log, bufsize=0)

    def line(self, deadline):
        """The next line; the answer is one line, so nothing is left behind it."""
        read, parts = self.process.stdout.fileno(), []
        while not parts or not parts[-1].endswith(b"\n"):
            ready, _, _ = select.select([read], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                raise Failure("no answer in time")
            part = os.read(read, 1 << 16)
            if not part:
                raise Failure("ended with status %s" % self.process.wait())
            parts.append(part)
        return b"".join(parts)

    def said(self):
        self.log.seek(0)
        return tail(self.log.read())

    def stop(self):
        process, self.process = self.process, None
        if process is None:
            return
        with contextlib.suppress(OSError):
            process.stdin.close()
        try:
            process.wait(ENDING)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
