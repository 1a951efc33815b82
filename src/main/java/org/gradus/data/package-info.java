/**
 * Labelled data: data sets in memory, their loaders, scaling, shuffling and batching.
 *
 * <p>{@link org.gradus.data.Dataset} holds samples, {@link org.gradus.data.Digits}, {@link
 * org.gradus.data.Mnist}, {@link org.gradus.data.CsvLoader}, {@link org.gradus.data.NpzLoader} and
 * {@link org.gradus.data.ImageFolder} make them, {@link org.gradus.data.Partition} divides them,
 * {@link org.gradus.data.Scaling} says how raw values become inputs, and {@link
 * org.gradus.data.Batches} hands them out in seeded order, changed by an {@link
 * org.gradus.data.Augmentation}. The package must not know graphs, models or devices; whatever is
 * wrong with the data is a {@link org.gradus.io.DataException}.
 */
@NullMarked
package org.gradus.data;

import org.jspecify.annotations.NullMarked;
