package org.gradus.device;

import org.gradus.graph.Graph;
import org.gradus.graph.Variables;
import org.gradus.op.Op;
import org.gradus.plan.Plan;
import org.jspecify.annotations.Nullable;

/** An open device. Closing it frees everything that was made on it. */
public interface Device extends AutoCloseable {
  /** Which device this is. */
  DeviceInfo info();

  /** What the device can run and how it lays out memory. */
  Capabilities capabilities();

  /**
   * Why {@code op} cannot be computed here, and what to do; empty if it can. Only a user's own op
   * can lack something: the compiler of its kernel.
   */
  default String lacks(Op op) {
    return "";
  }

  /**
   * Allocates all variables, zeroed.
   *
   * @throws DeviceException if memory does not suffice
   */
  VariableStore allocate(Variables variables);

  /**
   * Makes a plan ready to run over {@code store}.
   *
   * @throws DeviceException if memory does not suffice or a kernel cannot be had
   */
  Executable load(Plan plan, VariableStore store);

  /** Rewrites {@code graph} for this device, plans it and loads the plan. */
  default Executable compile(Graph graph, VariableStore store) {
    return Compilation.load(this, graph, store, capabilities().memory());
  }

  /**
   * As {@link #compile}, with every value in memory of its own, so that after a run each of them
   * can be read.
   */
  default Executable compileUnshared(Graph graph, VariableStore store) {
    return Compilation.load(this, graph, store, capabilities().memory().unshared());
  }

  /** The ways to compute matrix products; null where there is but one. */
  default @Nullable Tuning tuning() {
    return null;
  }

  @Override
  void close();
}
