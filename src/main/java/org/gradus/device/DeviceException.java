package org.gradus.device;

import org.jspecify.annotations.Nullable;

/** A device is not there, ran out of something, or failed in a step; the message is for users. */
public final class DeviceException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** An exception with a message for users. */
  public DeviceException(String message) {
    this(message, null);
  }

  /** An exception with a message for users and its cause. */
  public DeviceException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
