package org.gradus.gpu.launch;

/**
 * How many groups run, and of how many items each.
 *
 * @param groupsX groups along the first axis, which varies fastest
 * @param itemsX items of a group along the first axis
 */
public record Grid(long groupsX, int groupsY, int groupsZ, int itemsX, int itemsY, int itemsZ) {
  /** At least {@code items} items in groups of {@code group} along one axis. */
  public static Grid covering(long items, int group) {
    return new Grid(Math.ceilDiv(items, group), 1, 1, group, 1, 1);
  }

  /** {@code groups} groups of {@code group} items along one axis. */
  public static Grid groups(long groups, int group) {
    return new Grid(groups, 1, 1, group, 1, 1);
  }

  /** Groups and items such as {@code 16x2 of 256}. */
  @Override
  public String toString() {
    return extents(groupsX, groupsY, groupsZ) + " of " + extents(itemsX, itemsY, itemsZ);
  }

  private static String extents(long x, int y, int z) {
    return z > 1 ? x + "x" + y + "x" + z : y > 1 ? x + "x" + y : Long.toString(x);
  }
}
