package org.gradus.report;

import org.jspecify.annotations.Nullable;

/**
 * What one epoch measured.
 *
 * @param epoch counted from 1
 * @param trainLoss mean of the steps' losses
 * @param trainAccuracy in 0..1
 * @param validationLoss null where no samples were held back
 * @param validationAccuracy in 0..1, null where no samples were held back
 * @param testLoss of the whole test set
 * @param testAccuracy in 0..1
 * @param seconds the training part of the epoch took
 * @param samplesPerSecond training samples a second
 */
public record RunEpoch(
    int epoch,
    double trainLoss,
    double trainAccuracy,
    @Nullable Double validationLoss,
    @Nullable Double validationAccuracy,
    double testLoss,
    double testAccuracy,
    double seconds,
    double samplesPerSecond) {}
