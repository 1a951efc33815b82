package org.gradus.gpu;

import java.util.List;

/**
 * A plan as launches.
 *
 * @param launches what a run does, in order
 * @param tables the numbers of {@link Region.Tables}
 * @param workspaceBytes the size of {@link Region.Workspace}
 */
record Lowered(List<Launch> launches, int[] tables, long workspaceBytes) {}
