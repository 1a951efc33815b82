package org.gradus.bench;

/** When a training is warm, when a timed block of its steps ends, and when there are enough. */
public sealed interface Pacing {
  /**
   * Whether the clock may start.
   *
   * @param steps steps so far
   * @param seconds what they took
   * @param epochEnds whether the last of them was an epoch's last
   */
  boolean isWarm(long steps, double seconds, boolean epochEnds);

  /** Whether a block ends here; the parameters are the block's. */
  boolean endsBlock(long steps, double seconds, boolean epochEnds);

  /** Whether so many blocks, which took so long together, are enough. */
  boolean isEnough(int blocks, double seconds);

  /** Whether the training is to end then. */
  boolean stops();

  /**
   * So many steps of each, whatever they take.
   *
   * @param warmup steps before the clock starts
   * @param blocks timed blocks, after which the training goes on to its end
   * @param steps steps of a block
   */
  record Counted(int warmup, int blocks, int steps) implements Pacing {
    @Override
    public boolean isWarm(long done, double seconds, boolean epochEnds) {
      return done >= warmup;
    }

    @Override
    public boolean endsBlock(long done, double seconds, boolean epochEnds) {
      return done >= steps;
    }

    @Override
    public boolean isEnough(int done, double seconds) {
      return done >= blocks;
    }

    @Override
    public boolean stops() {
      return false;
    }
  }

  /**
   * Blocks of whole epochs, at whose ends the device has nothing left to do.
   *
   * @param warmupSeconds what is trained at least before the clock starts
   * @param blockSeconds what a block takes at least
   * @param blocks how many are wanted
   * @param seconds after which {@link #FEWEST} blocks are enough
   */
  record Epochs(double warmupSeconds, double blockSeconds, int blocks, double seconds)
      implements Pacing {
    /** So few blocks still show how far they are apart. */
    private static final int FEWEST = 3;

    /** What a measurement wants: a dozen seconds on a fast device. */
    static final Epochs USUAL = new Epochs(1.5, 0.25, 11, 20);

    /** What shows that all runs. */
    static final Epochs QUICK = new Epochs(0, 0, FEWEST, 0);

    @Override
    public boolean isWarm(long steps, double done, boolean epochEnds) {
      return epochEnds && done >= warmupSeconds;
    }

    @Override
    public boolean endsBlock(long steps, double done, boolean epochEnds) {
      return epochEnds && done >= blockSeconds;
    }

    @Override
    public boolean isEnough(int done, double all) {
      return done >= blocks || (done >= FEWEST && all >= seconds);
    }

    @Override
    public boolean stops() {
      return true;
    }
  }
}
