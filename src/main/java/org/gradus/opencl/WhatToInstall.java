package org.gradus.opencl;

/** What brings OpenCL to a machine that has none. */
final class WhatToInstall {
  /** A driver for each kind of device. */
  static final String DRIVER =
      "install the driver of the GPU's vendor, or PoCL to run OpenCL on the processor"
          + " (Debian, Ubuntu: apt-get install pocl-opencl-icd)";

  /** The library and a driver. */
  static final String ALL =
      "install an OpenCL loader (Debian, Ubuntu: apt-get install ocl-icd-libopencl1), and "
          + DRIVER;

  private WhatToInstall() {}
}
