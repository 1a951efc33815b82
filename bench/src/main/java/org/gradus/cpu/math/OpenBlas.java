package org.gradus.cpu.math;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * OpenBLAS through its C interface, on copies of a product's operands outside of Java's heap.
 *
 * <p>It is told the number of threads. The kernels it chooses can be forced from outside with
 * {@code OPENBLAS_CORETYPE}; versions older than a processor may choose slow ones.
 */
final class OpenBlas implements AutoCloseable {
  private static final String LIBRARY = "libopenblas.so.0";
  private static final int ROW_MAJOR = 101;
  private static final int PLAIN = 111;
  private static final int TRANSPOSED = 112;

  private final Arena arena = Arena.ofShared();
  private final Product product;
  private final MethodHandle sgemm;
  private final MemorySegment a;
  private final MemorySegment b;
  private final MemorySegment c;

  /**
   * Loads the library and copies the operands.
   *
   * @throws IllegalArgumentException if the library is not installed
   */
  OpenBlas(Product product, int threads) {
    this.product = product;
    SymbolLookup library = SymbolLookup.libraryLookup(LIBRARY, arena);
    var int32 = ValueLayout.JAVA_INT;
    var float32 = ValueLayout.JAVA_FLOAT;
    var pointer = ValueLayout.ADDRESS;
    sgemm =
        bind(
            library,
            "cblas_sgemm",
            FunctionDescriptor.ofVoid(
                int32, int32, int32, int32, int32, int32, float32, pointer, int32, pointer, int32,
                float32, pointer, int32));
    MethodHandle setThreads =
        bind(library, "openblas_set_num_threads", FunctionDescriptor.ofVoid(int32));
    a = copy(product.a);
    b = copy(product.b);
    c = copy(product.c);
    try {
      setThreads.invokeExact(threads);
    } catch (Throwable e) {
      throw new IllegalStateException("openblas_set_num_threads failed", e);
    }
  }

  private static MethodHandle bind(SymbolLookup library, String name, FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), type);
  }

  private MemorySegment copy(float[] values) {
    MemorySegment segment = arena.allocate(4L * values.length, 64);
    MemorySegment.copy(values, 0, segment, ValueLayout.JAVA_FLOAT, 0, values.length);
    return segment;
  }

  void run() {
    try {
      sgemm.invokeExact(
          ROW_MAJOR,
          product.transposeA ? TRANSPOSED : PLAIN,
          product.transposeB ? TRANSPOSED : PLAIN,
          product.m,
          product.n,
          product.k,
          1f,
          a,
          product.lda(),
          b,
          product.ldb(),
          0f,
          c,
          product.n);
    } catch (Throwable e) {
      throw new IllegalStateException("cblas_sgemm failed", e);
    }
  }

  /** Largest difference between its result and the one in the product. */
  double difference() {
    double largest = 0;
    for (int i = 0; i < product.c.length; i++) {
      float theirs = c.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      largest = Math.max(largest, Math.abs(theirs - product.c[i]));
    }
    return largest;
  }

  @Override
  public void close() {
    arena.close();
  }
}
