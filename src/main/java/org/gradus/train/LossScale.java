package org.gradus.train;

/**
 * The scale of the loss in an epoch.
 *
 * @param scale after its last step
 * @param skippedSteps steps whose gradients were not finite, which changed nothing and were taken
 *     again with a lower scale
 */
public record LossScale(double scale, int skippedSteps) {}
