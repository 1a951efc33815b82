/**
 * From a graph to a {@link org.gradus.plan.Plan}: the steps in order, and a fixed place in memory
 * for every value.
 *
 * <p>A plan is what a device executes: nothing is left to decide and nothing to allocate. Values
 * whose lives do not overlap share memory. This package knows graphs, not devices; a device says in
 * a {@link org.gradus.plan.MemoryModel} how its memory is laid out.
 */
@NullMarked
package org.gradus.plan;

import org.jspecify.annotations.NullMarked;
