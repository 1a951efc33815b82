package org.gradus.watch;

/**
 * Something that is wrong with a layer.
 *
 * @param kind what is wrong
 * @param layer where the layer stands, such as {@code 2}
 * @param evidence a sentence with the numbers that say so
 */
public record LayerFinding(Kind kind, String layer, String evidence) {
  /** What can be wrong with a layer. */
  public enum Kind {
    /** What reaches it of the gradient is next to nothing beside the last layer's. */
    VANISHING,
    /** Its gradient or its output has grown beyond measure, or is not finite. */
    EXPLODING,
    /** Units of its rectifier are 0 for every sample: no gradient reaches their weights. */
    DEAD
  }
}
