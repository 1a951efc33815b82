package org.gradus.cuda;

import jcuda.driver.CUdeviceptr;

/** A device address as JCuda holds it, whose number can be read. */
final class Address extends CUdeviceptr {
  /** No address yet. */
  Address() {}

  private Address(Address base, long offset) {
    super(base, offset);
  }

  /** The address {@code offset} bytes on. */
  Address plus(long offset) {
    return new Address(this, offset);
  }

  /** The address as a number. */
  long number() {
    return getNativePointer() + getByteOffset();
  }
}
