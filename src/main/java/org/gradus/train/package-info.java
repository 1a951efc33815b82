/**
 * Training: the step as one graph, the loop over batches and epochs, metrics and checkpoints.
 *
 * <p>{@link org.gradus.train.Trainer} runs it; {@link org.gradus.train.TrainingStep} writes
 * forward, backward, update and metrics into one graph. The package must not know the command line,
 * reports or any one device.
 */
@NullMarked
package org.gradus.train;

import org.jspecify.annotations.NullMarked;
