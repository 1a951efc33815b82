package org.gradus.cpu;

import org.junit.jupiter.api.Test;

/** Random graphs give the same values wherever the planner puts them, run after run. */
class PlansRunTest {
  private final RandomPlans plans = new RandomPlans(Cpus.fast(2), 300);

  @Test
  void sharingMemoryChangesNothing() {
    plans.sharingMemoryChangesNothing();
  }

  @Test
  void everyReadSeesTheValueAtTheStart() {
    plans.everyReadSeesTheValueAtTheStart();
  }
}
