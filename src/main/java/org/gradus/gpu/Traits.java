package org.gradus.gpu;

/**
 * What the choice of kernels and groups depends on.
 *
 * @param cpu whether groups run on processor cores, one after another, and so gain nothing from
 *     local memory
 * @param units compute units: multiprocessors, or cores
 * @param maxGroup the most items of one group
 * @param localBytes memory that a group can share
 * @param largestAllocation the most bytes of one piece of memory
 */
public record Traits(
    boolean cpu, int units, int maxGroup, long localBytes, long largestAllocation) {}
