/**
 * Rewrites of graphs: each pass reads a {@link org.gradus.graph.Graph} and writes a new one over
 * the same variables that means the same.
 *
 * <p>{@link org.gradus.pass.Rewriter} walks a graph; a pass supplies what takes each node's place.
 * {@link org.gradus.pass.Passes} runs them in order. What a device can do is asked through {@link
 * org.gradus.pass.KernelSupport}; this package knows no device, no plan and nothing of gradients.
 */
@NullMarked
package org.gradus.pass;

import org.jspecify.annotations.NullMarked;
