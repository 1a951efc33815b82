package org.gradus.gpu.launch;

/**
 * What a launch has to do at the least, to set its time against what the device can do.
 *
 * @param bytes bytes read and written, each value counted once
 * @param operations floating-point operations
 */
public record Work(long bytes, double operations) {}
