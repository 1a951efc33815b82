package org.gradus.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jcuda.Pointer;
import jcuda.cudaDataType;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasComputeType;
import jcuda.jcublas.cublasGemmAlgo;
import jcuda.jcublas.cublasHandle;
import jcuda.jcublas.cublasMath;
import jcuda.jcublas.cublasOperation;
import jcuda.jcublas.cublasStatus;
import jcuda.runtime.cudaStream_t;
import org.gradus.gpu.Resources;
import org.gradus.gpu.launch.LibraryProduct;
import org.gradus.op.DType;

/**
 * cuBLAS on a device's stream.
 *
 * <p>F32 is multiplied as F32, without TF32, and the sums of all types are F32 throughout: {@code
 * CUBLAS_COMPUTE_32F} in the default math mode, with reductions in the types of the results
 * forbidden. The workspace is fixed, which captured graphs and equal bits from run to run need.
 */
final class Cublas implements Resources.Resource {
  /** What NVIDIA recommends for Hopper and newer; older GPUs need less. */
  private static final long WORKSPACE = 32 << 20;

  private static final long OLDER_WORKSPACE = 4 << 20;
  private static final int HOPPER = 9;

  private static final int MATH =
      cublasMath.CUBLAS_DEFAULT_MATH | cublasMath.CUBLAS_MATH_DISALLOW_REDUCED_PRECISION_REDUCTION;

  private final CudaDriver driver;
  private final cublasHandle handle = new cublasHandle();
  private final Address workspace = new Address();
  private final Pointer one;
  private final Pointer zero;

  /**
   * A handle in the context of {@code driver}, which is current.
   *
   * @param major the first number of the device's compute capability
   * @throws org.gradus.device.DeviceException if cuBLAS or memory fails; nothing is left then
   */
  Cublas(CudaDriver driver, CUstream stream, int major) {
    this.driver = driver;
    ByteBuffer scalars =
        ByteBuffer.allocateDirect(2 * Float.BYTES).order(ByteOrder.nativeOrder()).putFloat(0, 1);
    one = Pointer.to(scalars);
    zero = one.withByteOffset(Float.BYTES);
    check(JCublas2.cublasCreate(handle), "cublasCreate");
    try {
      long bytes = major >= HOPPER ? WORKSPACE : OLDER_WORKSPACE;
      driver.allocateBeside(workspace, bytes, "for cuBLAS to work in");
      // In this order: another stream means another workspace.
      check(JCublas2.cublasSetStream(handle, new cudaStream_t(stream)), "cublasSetStream");
      check(JCublas2.cublasSetWorkspace(handle, workspace, bytes), "cublasSetWorkspace");
      check(JCublas2.cublasSetMathMode(handle, MATH), "cublasSetMathMode");
    } catch (RuntimeException e) {
      release();
      throw e;
    }
  }

  /**
   * Queues a product. cuBLAS reads matrices by columns, so a row-major matrix is its transpose
   * there, and {@code c = a b} by rows is {@code b a} by columns, the operands as they lie.
   */
  void multiply(BoundProduct bound) {
    LibraryProduct product = bound.launch();
    int code = product.batch() == 1 ? single(product, bound) : batched(product, bound);
    if (code != cublasStatus.CUBLAS_STATUS_SUCCESS) { // only then is its text of use
      String call = product.batch() == 1 ? "cublasGemmEx" : "cublasGemmStridedBatchedEx";
      check(code, call + " of " + product);
    }
  }

  // JCublas's functions with these names but without _new are in no library.
  private int single(LibraryProduct product, BoundProduct bound) {
    return JCublas2.cublasGemmEx_new(
        handle,
        operation(product.transposeB()),
        operation(product.transposeA()),
        product.n(),
        product.m(),
        product.k(),
        one,
        bound.b(),
        type(product.operands()),
        product.transposeB() ? product.k() : product.n(),
        bound.a(),
        type(product.operands()),
        product.transposeA() ? product.m() : product.k(),
        zero,
        bound.c(),
        type(product.results()),
        product.n(),
        arithmetic(product),
        cublasGemmAlgo.CUBLAS_GEMM_DEFAULT);
  }

  private int batched(LibraryProduct product, BoundProduct bound) {
    return JCublas2.cublasGemmStridedBatchedEx_new(
        handle,
        operation(product.transposeB()),
        operation(product.transposeA()),
        product.n(),
        product.m(),
        product.k(),
        one,
        bound.b(),
        type(product.operands()),
        product.transposeB() ? product.k() : product.n(),
        (long) product.k() * product.n(),
        bound.a(),
        type(product.operands()),
        product.transposeA() ? product.m() : product.k(),
        (long) product.m() * product.k(),
        zero,
        bound.c(),
        type(product.results()),
        product.n(),
        (long) product.m() * product.n(),
        product.batch(),
        arithmetic(product),
        cublasGemmAlgo.CUBLAS_GEMM_DEFAULT);
  }

  private static int arithmetic(LibraryProduct product) {
    return product.tf32()
        ? cublasComputeType.CUBLAS_COMPUTE_32F_FAST_TF32
        : cublasComputeType.CUBLAS_COMPUTE_32F;
  }

  private static int operation(boolean transposed) {
    return transposed ? cublasOperation.CUBLAS_OP_T : cublasOperation.CUBLAS_OP_N;
  }

  private static int type(DType dtype) {
    return switch (dtype) {
      case F32 -> cudaDataType.CUDA_R_32F;
      case BF16 -> cudaDataType.CUDA_R_16BF;
      case F16 -> cudaDataType.CUDA_R_16F;
      case F64, I32, U8 -> throw new IllegalArgumentException("no products of " + dtype);
    };
  }

  private void check(int code, String what) {
    if (code != cublasStatus.CUBLAS_STATUS_SUCCESS) {
      throw driver.failed(
          "cuBLAS: %s failed: %s (%d)".formatted(what, cublasStatus.stringFor(code), code));
    }
  }

  @Override
  public void release() {
    int _ = JCublas2.cublasDestroy(handle);
    int _ = JCudaDriver.cuMemFree(workspace);
  }
}
