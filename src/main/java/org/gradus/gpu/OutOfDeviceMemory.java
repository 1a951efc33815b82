package org.gradus.gpu;

/** A device has not the memory that was asked for. */
public final class OutOfDeviceMemory extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * Says what was asked for and what there is, such as {@code opencl:0 has 16 GB, at most 4 GB in
   * one piece (CL_MEM_OBJECT_ALLOCATION_FAILURE)}.
   */
  public OutOfDeviceMemory(String message) {
    super(message);
  }
}
