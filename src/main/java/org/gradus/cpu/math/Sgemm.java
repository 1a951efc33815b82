package org.gradus.cpu.math;

import java.util.Arrays;

/**
 * The f32 matrix product C = A B for row-major matrices, either operand transposed or not.
 *
 * <p>Both operands are packed into panels, then tiles of C are computed from a panel of each, in
 * two parallel sections. {@code docs/kernels/cpu-matmul.md} has the story and the figures.
 *
 * <p>An element of C is a sum in a fixed order: k is cut into equal blocks of at most {@link
 * #MAX_BLOCK}, each is summed from zero by fused multiply-adds in rising k, and the blocks' sums
 * are added in their order. Sizes of panels, tiles and tasks do not enter, so neither the number of
 * threads nor the kernel changes a bit.
 *
 * <p>An instance serves one caller at a time; it keeps its pack memory from call to call and
 * allocates only to grow it.
 */
public final class Sgemm {
  /** Longest block of k: panels of B of this depth and 32 columns fill 32 KB, most of an L1. */
  static final int MAX_BLOCK = 256;

  /** Most of k that is packed at a time. */
  private static final int MAX_DEPTH = 16 * MAX_BLOCK;

  /** Most floats of A that are packed at a time. */
  private static final int MAX_A = 1 << 20;

  /** Most floats of B that are packed at a time: two megabytes stay in the second level cache. */
  private static final int MAX_B = 1 << 19;

  /** Results up to this many columns are computed transposed, to fill the tiles better. */
  private static final int NARROW = 16;

  /** Most elements of a result that is computed transposed and turned on one thread. */
  private static final int MAX_TURNED = 1 << 16;

  private final Workers workers;
  private final TileKernel kernels;
  private final Panels packedA = new Panels();
  private final Panels packedB = new Panels();
  private float[] turned = new float[0];
  private final Workers.Task pack = this::packPart;
  private final Workers.Task compute = this::computePart;

  // The call in progress.
  private TileKernel kernel;
  private float[] a = new float[0];
  private int aOffset;
  private int aRow;
  private int aColumn;
  private float[] b = new float[0];
  private int bOffset;
  private int bRow;
  private int bColumn;
  private float[] c = new float[0];
  private int cOffset;
  private int ldc;
  private Epilogue epilogue = Epilogue.NONE;
  private int width;
  private int block;

  // The part of it in progress: rows i to i + m, columns j to j + n, k to k + depth.
  private int i;
  private int m;
  private int j;
  private int n;
  private int k;
  private int depth;
  private boolean firstDepth;
  private boolean lastDepth;
  private int partsOfA;
  private int panelsPerTaskA;
  private int panelsPerTaskB;
  private int tasksAlongB;

  /** Creates a product that runs its tiles with {@code kernels} on {@code workers}. */
  public Sgemm(Workers workers, FloatKernels kernels) {
    this.workers = workers;
    this.kernels = kernels.tile(workers.threads());
    kernel = this.kernels;
  }

  /**
   * Computes {@code C = epilogue(op(A) op(B))}.
   *
   * @param transposeA whether {@code a} holds A transposed, (K, M) instead of (M, K)
   * @param transposeB whether {@code b} holds B transposed, (N, K) instead of (K, N)
   * @param rows M
   * @param columns N
   * @param inner K; with 0 the product is all zeros
   * @param lda distance between the stored rows of A, {@code ldb} and {@code ldc} likewise
   * @param c result (M, N); its elements must not overlap those of A, B or the bias
   */
  public void multiply(
      boolean transposeA,
      boolean transposeB,
      int rows,
      int columns,
      int inner,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      float[] c,
      int cOffset,
      int ldc,
      Epilogue epilogue) {
    if (rows == 0 || columns == 0) {
      return;
    }
    if (columns <= NARROW && rows > 2 * columns && inner > 0 && rows * columns <= MAX_TURNED) {
      float[] turned = turned(rows * columns);
      multiply(
          !transposeB,
          !transposeA,
          columns,
          rows,
          inner,
          b,
          bOffset,
          ldb,
          a,
          aOffset,
          lda,
          turned,
          0,
          rows,
          Epilogue.NONE);
      turn(turned, rows, columns, c, cOffset, ldc, epilogue);
      return;
    }
    this.a = a;
    this.aOffset = aOffset;
    aRow = transposeA ? 1 : lda;
    aColumn = transposeA ? lda : 1;
    this.b = b;
    this.bOffset = bOffset;
    bRow = transposeB ? 1 : ldb;
    bColumn = transposeB ? ldb : 1;
    this.c = c;
    this.cOffset = cOffset;
    this.ldc = ldc;
    this.epilogue = epilogue;
    if (inner == 0) {
      zero(rows, columns);
    } else {
      run(rows, columns, inner);
    }
  }

  /** Length of the blocks of k in which a product over {@code inner} is summed. */
  static int block(int inner) {
    return Workers.chunks(inner, Workers.chunks(inner, MAX_BLOCK));
  }

  private float[] turned(int length) {
    if (turned.length < length) {
      turned = new float[length];
    }
    return turned;
  }

  private static void turn(
      float[] turned, int rows, int columns, float[] c, int cOffset, int ldc, Epilogue epilogue) {
    for (int row = 0; row < rows; row++) {
      int at = cOffset + row * ldc;
      for (int column = 0; column < columns; column++) {
        c[at + column] = turned[column * rows + row];
      }
      epilogue.apply(c, at, 0, columns);
    }
  }

  private void zero(int rows, int columns) {
    for (int row = 0; row < rows; row++) {
      int at = cOffset + row * ldc;
      Arrays.fill(c, at, at + columns, 0f);
      epilogue.apply(c, at, 0, columns);
    }
  }

  private void run(int rows, int columns, int inner) {
    kernel = kernels.now();
    block = block(inner);
    width = kernel.width(columns);
    int maxDepth = Math.min(inner, maxDepth(columns));
    int maxColumns = Math.max(MAX_B / maxDepth / width, 1) * width;
    int maxRows = Math.max(MAX_A / maxDepth / kernel.rows(), 1) * kernel.rows();
    boolean keepsA = rows <= maxRows && inner <= maxDepth;
    for (j = 0; j < columns; j += n) {
      n = Math.min(maxColumns, columns - j);
      for (k = 0; k < inner; k += depth) {
        depth = Math.min(maxDepth, inner - k);
        firstDepth = k == 0;
        lastDepth = k + depth == inner;
        packedB.resize(n, width, depth, block);
        for (i = 0; i < rows; i += m) {
          m = Math.min(maxRows, rows - i);
          packedA.resize(m, kernel.rows(), depth, block);
          packAll(j == 0 || !keepsA, i == 0);
          computeAll();
        }
      }
    }
  }

  /** Whole blocks of k, as many as leave room for all columns of B. */
  private int maxDepth(int columns) {
    int depth = Math.min(MAX_DEPTH, MAX_B / Workers.chunks(columns, width) / width);
    return Math.max(1, depth / block) * block;
  }

  private void packAll(boolean needsA, boolean needsB) {
    partsOfA = needsA ? packedA.parts(aRow) : 0;
    int partsOfB = needsB ? packedB.parts(bColumn) : 0;
    workers.run(partsOfA + partsOfB, pack);
  }

  private void packPart(int index) {
    if (index < partsOfA) {
      packedA.pack(a, aOffset + i * aRow + k * aColumn, aRow, aColumn, index);
    } else {
      packedB.pack(b, bOffset + k * bRow + j * bColumn, bColumn, bRow, index - partsOfA);
    }
  }

  private void computeAll() {
    panelsPerTaskA = Math.min(packedA.count(), Math.max(1, 120 / kernel.rows()));
    panelsPerTaskB = Math.min(packedB.count(), Math.max(1, 512 / width));
    long enough = Math.min(6L * workers.threads(), 1 + (long) m * n * depth / (1 << 19));
    while (tasks() < enough && (panelsPerTaskA > 1 || panelsPerTaskB > 1)) {
      if ((panelsPerTaskB * width >= panelsPerTaskA * kernel.rows() && panelsPerTaskB > 1)
          || panelsPerTaskA == 1) {
        panelsPerTaskB = (panelsPerTaskB + 1) / 2;
      } else {
        panelsPerTaskA = (panelsPerTaskA + 1) / 2;
      }
    }
    tasksAlongB = Workers.chunks(packedB.count(), panelsPerTaskB);
    workers.run(tasks(), compute);
  }

  private int tasks() {
    return Workers.chunks(packedA.count(), panelsPerTaskA)
        * Workers.chunks(packedB.count(), panelsPerTaskB);
  }

  private void computePart(int index) {
    int firstA = index / tasksAlongB * panelsPerTaskA;
    int lastA = Math.min(firstA + panelsPerTaskA, packedA.count());
    int firstB = index % tasksAlongB * panelsPerTaskB;
    int lastB = Math.min(firstB + panelsPerTaskB, packedB.count());
    for (int p = 0; p < depth; p += block) {
      for (int panelB = firstB; panelB < lastB; panelB++) {
        for (int panelA = firstA; panelA < lastA; panelA++) {
          tile(panelA, panelB, p);
        }
      }
    }
    if (lastDepth) {
      finish(firstA * kernel.rows(), lastA * kernel.rows(), firstB * width, lastB * width);
    }
  }

  private void tile(int panelA, int panelB, int p) {
    int row = panelA * kernel.rows();
    int column = panelB * width;
    kernel.tile(
        Math.min(block, depth - p),
        packedA.values(),
        packedA.start(panelA, p),
        packedB.values(),
        packedB.start(panelB, p),
        width,
        c,
        cOffset + (i + row) * ldc + j + column,
        ldc,
        Math.min(kernel.rows(), m - row),
        Math.min(width, n - column),
        !firstDepth || p > 0);
  }

  private void finish(int firstRow, int lastRow, int firstColumn, int lastColumn) {
    int length = Math.min(lastColumn, n) - firstColumn;
    for (int row = firstRow; row < Math.min(lastRow, m); row++) {
      int at = cOffset + (i + row) * ldc + j + firstColumn;
      epilogue.apply(c, at, j + firstColumn, length);
    }
  }
}
