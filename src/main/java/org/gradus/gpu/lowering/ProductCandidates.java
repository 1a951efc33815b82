package org.gradus.gpu.lowering;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.gradus.gpu.launch.Traits;
import org.gradus.op.DType;

/** All ways there are to compute a matrix product on a GPU; a new kernel adds its tiles here. */
final class ProductCandidates {
  /** Into how many slices K is cut, as far as it is long enough. */
  private static final int[] SLICES = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64};

  private ProductCandidates() {}

  /**
   * The tiles of every kernel, in the order in which the earlier wins where the model sees none.
   */
  private static List<ProductTiles> tiles() {
    List<ProductTiles> tiles = new ArrayList<>(Sm90Tiles.ALL);
    tiles.addAll(TensorTiles.ALL);
    tiles.add(TensorTiles.PLAIN);
    tiles.addAll(MatMulTiles.GPU);
    return tiles;
  }

  /** What the tiles are called. */
  static List<String> titles() {
    return tiles().stream().map(ProductTiles::title).toList();
  }

  /** What suits the product; never empty. */
  static List<ProductCandidate> of(Product product, DType operands, Traits traits) {
    List<ProductCandidate> candidates = new ArrayList<>();
    for (ProductTiles each : tiles()) {
      if (each.suits(product, operands, traits)) {
        for (Slices slices : slices(each, product, operands)) {
          candidates.add(new ProductCandidate(each, slices));
        }
      }
    }
    return candidates;
  }

  private static SequencedSet<Slices> slices(ProductTiles tiles, Product product, DType operands) {
    SequencedSet<Slices> slices = new LinkedHashSet<>();
    for (int count : SLICES) {
      if (count <= Math.max(1, tiles.mostSlices(product, operands))) {
        slices.add(Slices.into(count, product, tiles.step(operands)));
      }
    }
    return slices;
  }
}
