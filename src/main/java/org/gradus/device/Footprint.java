package org.gradus.device;

/**
 * What a plan takes of its device.
 *
 * @param launches kernels that a run launches; on the CPU, loops that it calls
 * @param bytes memory that belongs to the plan, which its variables do not
 */
public record Footprint(int launches, long bytes) {}
