/**
 * Static graphs: {@link org.gradus.graph.Tensor} handles over immutable {@link
 * org.gradus.graph.Node}s, and the {@link org.gradus.graph.Variables} that outlive a run.
 *
 * <p>A graph is written by calling methods of its tensors. Shapes are checked at once, so an error
 * names the user's line. Nothing here computes, and nothing here knows of gradients, plans or
 * devices.
 */
@NullMarked
package org.gradus.graph;

import org.jspecify.annotations.NullMarked;
