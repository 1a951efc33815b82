/**
 * The vocabulary of Gradus: element types, shapes, and the sealed family of operations as pure
 * data.
 *
 * <p>An {@link org.gradus.op.Op} says what is computed and nothing of how. Everything that treats
 * ops - shape rules, gradients, execution - is one exhaustive {@code switch} elsewhere, so the
 * compiler lists each place a new op must be handled. This package knows no other.
 */
@NullMarked
package org.gradus.op;

import org.jspecify.annotations.NullMarked;
