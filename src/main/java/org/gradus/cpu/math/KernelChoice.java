package org.gradus.cpu.math;

import java.lang.System.Logger.Level;

/** The choice between the two implementations of {@link FloatKernels}, made once. */
final class KernelChoice {
  private static final String VECTOR_MODULE = "jdk.incubator.vector";

  static final FloatKernels BEST = choose();

  private KernelChoice() {}

  private static FloatKernels choose() {
    if (ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent()) {
      return SimdKernels.warming();
    }
    System.getLogger("org.gradus.cpu")
        .log(
            Level.WARNING,
            "cpu: plain kernels are used, some two times slower, because module {0} is not"
                + " loaded; start java with --add-modules {0}",
            VECTOR_MODULE);
    return new PlainKernels();
  }
}
