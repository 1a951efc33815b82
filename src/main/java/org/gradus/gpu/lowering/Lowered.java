package org.gradus.gpu.lowering;

import java.util.List;
import org.gradus.gpu.launch.Launch;

/**
 * A plan as launches.
 *
 * @param launches what a run does, in order
 * @param tables the numbers of {@link Region.Tables}
 * @param workspaceBytes the size of {@link Region.Workspace}
 */
public record Lowered(List<Launch> launches, int[] tables, long workspaceBytes) {}
