package org.gradus.op;

/**
 * One operation of a graph, as data: no behaviour and no backend in it.
 *
 * <p>The families are sealed, so a {@code switch} over ops without {@code default} is checked for
 * completeness by the compiler. {@link ShapeRules} gives the meaning of each op's operands.
 */
public sealed interface Op
    permits Leaf, View, Elementwise, Reduce, Contract, Index, Fused, Update, Custom {
  /** The word that stands for the op in plans and errors, such as {@code matmul}. */
  String name();
}
