package org.gradus.data;

/** One way in which {@link Augmentation} changes a picture at random. */
public sealed interface ImageChange {
  /** Returns the change as {@link Augmentation#parse} reads it, such as {@code shift:2}. */
  String text();

  /**
   * Moves the picture by whole pixels, each way as likely; what comes in is the fill.
   *
   * @param pixels the most it moves along each axis, at least 1
   */
  record Shift(int pixels) implements ImageChange {
    /**
     * Checks the setting.
     *
     * @throws IllegalArgumentException if {@code pixels} is below 1
     */
    public Shift {
      positive("shift", "pixels", pixels);
    }

    @Override
    public String text() {
      return "shift:" + pixels;
    }
  }

  /**
   * Mirrors the picture, along each of the axes every second time.
   *
   * @param horizontal whether left and right are exchanged
   * @param vertical whether top and bottom are exchanged
   */
  record Flip(boolean horizontal, boolean vertical) implements ImageChange {
    /** Left and right. */
    public static final Flip HORIZONTAL = new Flip(true, false);

    /** Top and bottom. */
    public static final Flip VERTICAL = new Flip(false, true);

    /** Each on its own. */
    public static final Flip BOTH = new Flip(true, true);

    /**
     * Checks the setting.
     *
     * @throws IllegalArgumentException if there is no axis
     */
    public Flip {
      if (!horizontal && !vertical) {
        throw new IllegalArgumentException("flip: there must be an axis");
      }
    }

    @Override
    public String text() {
      return "flip:" + (!vertical ? "horizontal" : horizontal ? "both" : "vertical");
    }
  }

  /**
   * Turns the picture about its middle by an angle drawn evenly; between pixels it is interpolated
   * (bilinear), what comes in is the fill.
   *
   * @param degrees the most it turns either way, above 0 and at most 180
   */
  record Rotate(double degrees) implements ImageChange {
    /**
     * Checks the setting.
     *
     * @throws IllegalArgumentException if {@code degrees} is not in (0, 180]
     */
    public Rotate {
      if (!(degrees > 0 && degrees <= 180)) {
        throw new IllegalArgumentException(
            "rotate: degrees must be above 0 and at most 180, got " + degrees);
      }
    }

    @Override
    public String text() {
      boolean whole = degrees == Math.rint(degrees);
      return "rotate:" + (whole ? String.valueOf((long) degrees) : String.valueOf(degrees));
    }
  }

  /**
   * Cuts a picture of the same size out of one with a border added on all sides, each place as
   * likely. With a border of fill that is what {@link Shift} does.
   *
   * @param padding pixels of the border, at least 1
   * @param mirrored whether the border mirrors the picture, the edge not repeated, or is the fill
   */
  record Crop(int padding, boolean mirrored) implements ImageChange {
    /**
     * Checks the setting.
     *
     * @throws IllegalArgumentException if {@code padding} is below 1
     */
    public Crop {
      positive("crop", "padding", padding);
    }

    /** With a border of fill. */
    public Crop(int padding) {
      this(padding, false);
    }

    @Override
    public String text() {
      return "crop:" + padding + (mirrored ? ":mirror" : "");
    }
  }

  /**
   * Replaces a square by the fill; its middle is any pixel, so that it may be cut by the edge
   * (DeVries and Taylor, "Improved regularization of convolutional neural networks with cutout",
   * 2017).
   *
   * @param side of the square in pixels, at least 1
   */
  record CutOut(int side) implements ImageChange {
    /**
     * Checks the setting.
     *
     * @throws IllegalArgumentException if {@code side} is below 1
     */
    public CutOut {
      positive("cutout", "side", side);
    }

    @Override
    public String text() {
      return "cutout:" + side;
    }
  }

  private static void positive(String part, String setting, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "%s: %s must be at least 1, got %d".formatted(part, setting, value));
    }
  }
}
