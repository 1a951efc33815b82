/**
 * What the five lessons teach, as experiments that anyone can run and read: each asks a question,
 * trains or computes, and answers by its own numbers.
 *
 * <p>An {@link org.gradus.experiment.Experiment} is a class of its own, written by the public API
 * as a user would; {@link org.gradus.experiment.Experiments} lists them all. The package must not
 * know the command line.
 */
@NullMarked
package org.gradus.experiment;

import org.jspecify.annotations.NullMarked;
