package org.gradus.device;

/**
 * A device that could be opened.
 *
 * @param id what users choose it by, such as {@code cpu} or {@code cuda:1}
 * @param description its model and abilities, for people
 * @param memoryBytes its memory, or 0 where that means nothing
 * @param rank how much {@code auto} prefers it
 * @param hardware what measurements of it have to name
 */
public record DeviceInfo(
    String id, String description, long memoryBytes, DeviceRank rank, Hardware hardware) {
  /** A device of which no more is known. */
  public DeviceInfo(String id, String description, long memoryBytes, DeviceRank rank) {
    this(id, description, memoryBytes, rank, Hardware.UNKNOWN);
  }

  /** A plain processor. */
  public DeviceInfo(String id, String description, long memoryBytes) {
    this(id, description, memoryBytes, DeviceRank.PROCESSOR);
  }
}
