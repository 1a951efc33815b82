"""What the runner may ask of PyTorch: one request in, one answer out, both JSON."""

import platform
import traceback

import torch

import agreement
from jobs import PRECISIONS
from kernels import KernelTimes, forms
from models import Start
from steps import MODES, Unavailable
from training import Trained


class Answers:
    """Keeps what is ready to be timed, so that engines can take turns without starting anew."""

    def __init__(self, device):
        self.device = device
        self.starts, self.trained, self.times = {}, {}, {}

    def answer(self, request):
        """The request's result, or why there is none."""
        asked = {name: value for name, value in request.items() if name != "do"}
        try:
            return {"result": getattr(self, "do_" + request["do"])(**asked)}
        except Unavailable as e:
            return {"unavailable": str(e)}
        except Exception as e:  # a form that fails here must not take the others with it
            return {"error": "%s: %s" % (type(e).__name__, e), "trace": traceback.format_exc()[-2000:]}

    def do_about(self):
        about = {
            "torch": torch.__version__,
            "python": platform.python_version(),
            "device": self.device,
            "compile": hasattr(torch, "compile"),
            "modes": list(MODES),
            "precisions": list(PRECISIONS),
        }
        if self.device == "cuda":
            about.update(
                name=torch.cuda.get_device_name(),
                capability="%d.%d" % torch.cuda.get_device_capability(),
                cuda=torch.version.cuda,
                cudnn=torch.backends.cudnn.version(),
            )
        return about

    def do_agree(self, file):
        return agreement.compare(file, self.device)

    def do_train(self, file, precision, mode, quick=False):
        key = (file, precision, mode)
        if file not in self.starts:
            self.starts[file] = Start(file)
        if key not in self.trained:
            self.trained[key] = Trained(self.starts[file], precision, mode, self.device)
        return self.trained[key].measure(quick)

    def do_forget(self):
        """Gives memory back."""
        for kept in (self.starts, self.trained, self.times):
            kept.clear()
        if self.device == "cuda":
            torch.cuda.empty_cache()

    def do_forms(self, family, dtype):
        return forms(family, dtype)

    def do_kernel(self, row, provider, traffic, tf32=False, quick=False):
        if traffic not in self.times:
            self.times = {traffic: KernelTimes(self.device, traffic, quick)}
        return self.times[traffic].measure(row, provider, tf32)

    def do_product(self, product, traffic, quick=False):
        if traffic not in self.times:
            self.times = {traffic: KernelTimes(self.device, traffic, quick)}
        return self.times[traffic].product(product)
