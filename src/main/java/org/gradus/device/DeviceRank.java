package org.gradus.device;

/** What {@code auto} prefers, the least first. */
public enum DeviceRank {
  /** A processor, reached through a driver that is made for GPUs: right, but rarely fast. */
  PROCESSOR_BY_DRIVER,

  /** The processor Gradus itself runs on. */
  PROCESSOR,

  /** A GPU through a driver for devices of any vendor. */
  GPU,

  /** A GPU through its vendor's own library. */
  GPU_BY_VENDOR;

  /** Why {@code auto} took a device of this rank, for people. */
  public String reason() {
    return switch (this) {
      case GPU_BY_VENDOR -> "a GPU, through its vendor's library";
      case GPU -> "a GPU";
      case PROCESSOR -> "no GPU was found";
      case PROCESSOR_BY_DRIVER -> "there is nothing else";
    };
  }
}
