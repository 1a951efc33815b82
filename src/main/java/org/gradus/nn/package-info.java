/**
 * Layers: functions from tensor to tensor that own named parameters.
 *
 * <p>A {@link org.gradus.nn.Layer} is written against a {@link org.gradus.nn.Scope}, which declares
 * its state under the name PyTorch's {@code state_dict} would give it; a {@link
 * org.gradus.nn.Model} is a layer with the shape of its samples, to be written into one graph per
 * mode and batch size. The package must not know losses, optimizers, devices or data.
 */
@NullMarked
package org.gradus.nn;

import org.jspecify.annotations.NullMarked;
