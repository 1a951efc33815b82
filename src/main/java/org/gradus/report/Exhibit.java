package org.gradus.report;

/** What a report shows: a plot or a table. */
public sealed interface Exhibit permits Plot, Grid {
  /** What stands above it. */
  String title();

  /** One or two sentences that say how to read it; may be empty. */
  String says();
}
