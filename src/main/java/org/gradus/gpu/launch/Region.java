package org.gradus.gpu.launch;

import org.gradus.graph.Variable;

/** A piece of device memory, named before it exists. */
public sealed interface Region {
  /** The plan's scratch memory. */
  record Scratch() implements Region {}

  /** A stored variable. */
  record State(Variable variable) implements Region {}

  /** Scratch memory of one step, such as partial sums; the next step overwrites it. */
  record Workspace() implements Region {}

  /** Numbers that do not change, such as strides, copied to the device when the plan is loaded. */
  record Tables() implements Region {}

  /** Where a kernel says that an index was out of range. */
  record FaultFlags() implements Region {}
}
