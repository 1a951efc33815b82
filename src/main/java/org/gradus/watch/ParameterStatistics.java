package org.gradus.watch;

/**
 * What a parameter holds, and how the loss pulls at it.
 *
 * @param name such as {@code 0.weight}
 * @param values what it holds
 * @param gradients of the batch's mean loss with respect to it
 * @param updateRatio the norm of what one step changes, divided by the norm of what was there; NaN
 *     where no step was tried, infinite where a parameter of zeros changes
 */
public record ParameterStatistics(
    String name, Distribution values, Distribution gradients, double updateRatio) {}
