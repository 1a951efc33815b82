package org.gradus.cpu.math;

/**
 * Many f32 matrix products of the same size, C[i] = A[i] B[i].
 *
 * <p>Large products run one after another with all threads in each. Small ones are shared out, each
 * to one thread. The bits are the same either way.
 *
 * <p>An instance serves one caller at a time, as {@link Sgemm} does.
 */
public final class SgemmBatch {
  /** Products of fewer multiplications are too short to be worth two parallel sections each. */
  private static final long SMALL = 1 << 21;

  /** Multiplications that one thread does before it asks for more. */
  private static final long GRAIN = 1 << 19;

  private final Workers workers;
  private final Sgemm shared;

  /** For each thread one; their inner sections run inline. */
  private final Sgemm[] single;

  private final Workers.Task part = this::part;

  // The call in progress.
  private boolean transposeA;
  private boolean transposeB;
  private int batch;
  private int m;
  private int n;
  private int k;
  private float[] a = new float[0];
  private int aOffset;
  private float[] b = new float[0];
  private int bOffset;
  private float[] c = new float[0];
  private int cOffset;
  private Epilogue epilogue = Epilogue.NONE;
  private int perPart;

  /** Creates products that run on {@code workers} with {@code kernels}. */
  public SgemmBatch(Workers workers, FloatKernels kernels) {
    this.workers = workers;
    shared = new Sgemm(workers, kernels);
    single = new Sgemm[workers.threads()];
    for (int i = 0; i < single.length; i++) {
      single[i] = new Sgemm(workers, kernels);
    }
  }

  /**
   * Computes {@code C[i] = epilogue(op(A[i]) op(B[i]))} for matrices that follow one another
   * without gaps.
   *
   * @param batch number of products
   * @param m rows of C, with {@code n} its columns and {@code k} the inner length
   * @param c results; must not overlap the operands
   */
  public void multiply(
      int batch,
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] c,
      int cOffset,
      Epilogue epilogue) {
    this.transposeA = transposeA;
    this.transposeB = transposeB;
    this.batch = batch;
    this.m = m;
    this.n = n;
    this.k = k;
    this.a = a;
    this.aOffset = aOffset;
    this.b = b;
    this.bOffset = bOffset;
    this.c = c;
    this.cOffset = cOffset;
    this.epilogue = epilogue;
    long size = (long) m * n * k;
    if (batch > 1 && size < SMALL) {
      perPart = Math.clamp(GRAIN / Math.max(1, size), 1, batch);
      workers.run(Workers.chunks(batch, perPart), part);
    } else {
      for (int i = 0; i < batch; i++) {
        one(shared, i);
      }
    }
  }

  private void part(int index) {
    Sgemm sgemm = single[Workers.slot()];
    int last = Workers.chunkStart(index + 1, batch, perPart);
    for (int i = Workers.chunkStart(index, batch, perPart); i < last; i++) {
      one(sgemm, i);
    }
  }

  private void one(Sgemm sgemm, int i) {
    sgemm.multiply(
        transposeA,
        transposeB,
        m,
        n,
        k,
        a,
        aOffset + i * m * k,
        transposeA ? m : k,
        b,
        bOffset + i * k * n,
        transposeB ? k : n,
        c,
        cOffset + i * m * n,
        n,
        epilogue);
  }
}
