package org.gradus.device;

import java.util.Set;
import org.gradus.op.DType;
import org.gradus.pass.KernelSupport;
import org.gradus.plan.MemoryModel;

/**
 * What a device can do.
 *
 * @param dtypes the element types it can hold
 * @param kernels the ops it has kernels for; others are decomposed before planning
 * @param memory how it lays out a plan's values
 * @param dataBytes the most bytes of a data set that it should hold itself, to gather batches
 *     there; 0 where that gains nothing
 */
public record Capabilities(
    Set<DType> dtypes, KernelSupport kernels, MemoryModel memory, long dataBytes) {}
