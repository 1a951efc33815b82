package org.gradus.cuda;

import jcuda.driver.CUfunction;

/** A kernel as JCuda holds it, whose handle can be given to functions that JCuda lacks. */
final class FunctionHandle extends CUfunction {
  /** The driver's handle. */
  long number() {
    return getNativePointer();
  }
}
