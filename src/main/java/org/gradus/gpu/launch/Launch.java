package org.gradus.gpu.launch;

import org.gradus.plan.Step;

/**
 * One thing that a device has to do for a step. Its text, such as {@code add (2 of 256 groups),
 * step ...}, is what an error of it is told with.
 */
public sealed interface Launch permits KernelLaunch, LibraryProduct {
  /** What runs: a kernel, or a library's function. */
  String name();

  /** Over how many groups of how many items it runs; empty where a library decides. */
  String extent();

  /** The step of the plan it belongs to. */
  Step step();

  /** What it has to do at the least. */
  Work work();
}
