package org.gradus.gpu.lowering;

import java.util.List;
import org.gradus.gpu.launch.Grid;
import org.gradus.gpu.launch.LibraryProduct;
import org.gradus.gpu.launch.Place;
import org.gradus.gpu.launch.Program;
import org.gradus.gpu.launch.Traits;
import org.gradus.gpu.launch.Work;
import org.gradus.op.Contract.Form;
import org.gradus.op.DType;
import org.gradus.op.Epilogue.Part;
import org.gradus.op.Op;

/** Matrix products. */
final class Products {
  /** Steps of K that a group packs; ROWS in matmul_cpu.cl. */
  private static final int PACKED_ROWS = 16;

  /** Groups for each core, so that none waits long for the last. */
  private static final int GROUPS_PER_CORE = 8;

  /** A core's second level cache. */
  private static final long CACHED_BYTES = 1 << 20;

  /** Panels of rows for each reading of a panel of columns, however long they are. */
  private static final int LEAST_CHUNK = 4;

  /** Elements that are read at once. */
  private static final int QUAD = 4;

  private final Product product;
  private final StepCode code;
  private final Traits traits;

  private Products(Product product, StepCode code) {
    this.product = product;
    this.code = code;
    this.traits = code.traits();
  }

  static void lower(Op op, StepCode code) {
    Products products = new Products(Product.of(op, code), code);
    if (products.product.results() == 0) {
      products.sumOperand();
    } else if (products.traits.cpu()) {
      products.onProcessors();
    } else if (products.suitsLibrary()) {
      products.byLibrary();
    } else {
      ProductChoice.of(products.product, code).lower(products.product, code);
    }
  }

  /** Writes down the launches of the portable kernel with tiles of {@code tile}. */
  static void lower(Product product, MatMulTiles tile, Slices slices, StepCode code) {
    new Products(product, code).onGpu(tile, slices);
  }

  /** Libraries know no product of nothing, and may not know what to do where K is 0. */
  private boolean suitsLibrary() {
    return !traits.products().isEmpty() && product.k() > 0 && product.batch() <= Integer.MAX_VALUE;
  }

  /** The library has no end to its products: one that has parts leaves its sums to matmul_sum. */
  private void byLibrary() {
    boolean ended =
        !libraryStores() || product.epilogue().parts().stream().anyMatch(Products::isDone);
    ProductEnd end = ended ? ProductEnd.ofLibrary(product, code) : null;
    Place sums = end == null ? code.outputOrWorkspace(0) : end.sums();
    DType results = end == null ? product.dtype() : DType.F32;
    code.add(
        new LibraryProduct(
            traits.products(),
            product.transposeA(),
            product.transposeB(),
            Math.toIntExact(product.batch()),
            product.m(),
            product.n(),
            product.k(),
            code.input(0),
            code.input(1),
            product.operands(),
            product.form() == Form.TF32,
            sums,
            results,
            code.step(),
            new Work(operandBytes() + product.results() * results.bytes(), product.operations())));
    if (end != null) {
      end.complete();
    }
    sumOperand();
  }

  private boolean libraryStores() {
    return product.dtype() == DType.F32 || product.dtype() == product.operands();
  }

  private static boolean isDone(Part part) {
    return !(part instanceof Part.OperandSums) && !(part instanceof Part.Cast);
  }

  /** Sums an operand in launches of their own, if the step has that part. */
  private void sumOperand() {
    List<Part> parts = product.epilogue().parts();
    int result = code.step().outputs().size() - 1;
    if (!parts.isEmpty()
        && parts.getLast() instanceof Part.OperandSums(int operand)
        && code.wants(result)) {
      Folds.sumRows(operand, result, code);
    }
  }

  private long operandBytes() {
    return code.step().input(0).spec().bytes() + code.step().input(1).spec().bytes();
  }

  private void onGpu(MatMulTiles tile, Slices slices) {
    ProductEnd end = ProductEnd.of(product, slices, code);
    Program program =
        Program.of("matmul", product.operands())
            .with("TILE_M", tile.m())
            .with("TILE_N", tile.n())
            .with("TILE_K", tile.k())
            .with("ITEM_M", tile.itemM())
            .with("ITEM_N", tile.itemN())
            .with("A_TRANSPOSED", product.transposeA() ? 1 : 0)
            .with("B_TRANSPOSED", product.transposeB() ? 1 : 0);
    Call call =
        code.call(program.kernel(aligned(end) ? "matmul_aligned" : "matmul")).input(0).input(1);
    end.arguments(call).over(Grid.groups(tile.count(product) * slices.count(), tile.items()));
    end.add();
  }

  private boolean aligned(ProductEnd end) {
    int bytes = QUAD * product.operands().bytes();
    return product.divisibleBy(QUAD)
        && code.input(0).offset() % bytes == 0
        && code.input(1).offset() % bytes == 0
        && end.takesQuads();
  }

  private void onProcessors() {
    MatMulTiles tile = MatMulTiles.forCpu(traits.lanes());
    Slices slices = tile.slices(product, traits.units());
    Program program =
        Program.of("matmul_cpu", product.operands())
            .with("LANES", traits.lanes())
            .with("TILE_M", tile.m())
            .with("TILE_N", tile.n());
    Place rows = pack(program, 0, "rows", product.m(), tile.m(), product.transposeA());
    Place columns = pack(program, 1, "columns", product.n(), tile.n(), !product.transposeB());
    ProductEnd end = ProductEnd.of(product, slices, code);
    int panels = Math.ceilDiv(product.m(), tile.m());
    long others = product.batch() * Math.ceilDiv(product.n(), tile.n()) * slices.count();
    int chunk = chunk(panels, others, tile.m() * slices.length() * Float.BYTES);
    Call call =
        code.call(program.kernel("matmul_panels"))
            .pointer(rows, Float.BYTES)
            .pointer(columns, Float.BYTES);
    end.arguments(call).of(chunk).over(Grid.groups(Math.ceilDiv(panels, chunk) * others, 1));
    end.add();
  }

  /**
   * Panels of rows that a group takes, of {@code bytes} each: the same ones as the group before it,
   * so they stay in the core's second level cache, but few enough to give every core work.
   */
  private int chunk(int panels, long others, long bytes) {
    long busy = panels * others / ((long) GROUPS_PER_CORE * traits.units());
    long cached = Math.max(LEAST_CHUNK, CACHED_BYTES / bytes);
    return Math.toIntExact(Math.clamp(Math.min(busy, cached), 1, Math.max(1, panels)));
  }

  /** Packs operand {@code i}, whose memory runs across its edge or along the inner length. */
  private Place pack(Program program, int i, String edgeName, int edge, int width, boolean across) {
    int panels = Math.ceilDiv(edge, width);
    int batch = Math.toIntExact(product.batch());
    Place packed =
        code.workspace(product.batch() * panels * width * product.k() * (long) Float.BYTES);
    int groups = across ? Math.ceilDiv(product.k(), PACKED_ROWS) : panels;
    code.call(program.kernel("pack_%s_%s".formatted(edgeName, across ? "across" : "along")))
        .input(i)
        .pointer(packed, Float.BYTES)
        .of((long) edge)
        .of((long) product.k())
        .over(new Grid(groups, batch, 1, 1, 1, 1));
    return packed;
  }
}
