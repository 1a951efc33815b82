/**
 * Watching a training: logs, TensorBoard's files, and what layers and losses say about how it goes.
 *
 * <p>Watchers are callbacks of {@link org.gradus.train.Trainer}. What they measure they measure on
 * a copy of the model: a training that is watched takes the same steps, bit for bit, as one that is
 * not. The package must not know the command line or reports.
 */
@NullMarked
package org.gradus.watch;

import org.jspecify.annotations.NullMarked;
