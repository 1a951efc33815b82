package org.gradus.cuda;

import jcuda.driver.CUstream;

/** A stream as JCuda holds it, whose handle can be given to functions that JCuda lacks. */
final class StreamHandle extends CUstream {
  /** The driver's handle. */
  long number() {
    return getNativePointer();
  }
}
