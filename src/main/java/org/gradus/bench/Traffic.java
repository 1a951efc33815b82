package org.gradus.bench;

import org.gradus.device.DeviceInfo;

/**
 * How much each memory-bound case moves: more than caches hold.
 *
 * @param bytes read and written in all
 */
record Traffic(long bytes) {
  /** Bytes where the size of the caches is not known. */
  private static final long USUAL = 256L << 20;

  private static final long QUICK = 64 << 10;
  private static final int CACHES = 4;

  /** For this device: four times its cache, or this machine's where it does not tell its own. */
  static Traffic of(DeviceInfo device, boolean quick) {
    if (quick) {
      return new Traffic(QUICK);
    }
    long own = device.hardware().cacheBytes();
    // An emulated device's memory lies in this machine's.
    long cache = own > 0 && !device.hardware().emulated() ? own : Caches.lastLevelBytes();
    return new Traffic(Math.max(USUAL, CACHES * cache));
  }
}
