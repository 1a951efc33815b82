package org.gradus.opencl;

import java.util.List;

/** The devices there are; a test may say that there are others. */
interface Listing {
  /** Whether there may be a GPU, told without opening any library. */
  boolean mayHaveGpu();

  /** All devices, GPUs before others; never fails. */
  List<FoundDevice> devices();

  /** Why there is none and what to do about it. */
  String remedy();
}
