package org.gradus.device;

import org.gradus.plan.Step;

/**
 * How long one launch of a kernel took, by the device's own clock.
 *
 * @param kernel the kernel's name, such as {@code softmax_f32}
 * @param grid over how many groups of how many items it ran; empty where there are none
 * @param step the step of the plan that it belongs to
 * @param nanoseconds its time
 * @param bytes bytes it has to read and write at the least
 * @param operations floating-point operations it has to do, 0 where they do not matter
 */
public record KernelTime(
    String kernel, String grid, Step step, long nanoseconds, long bytes, double operations) {}
