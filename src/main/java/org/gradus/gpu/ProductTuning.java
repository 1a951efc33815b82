package org.gradus.gpu;

import java.nio.file.Path;
import java.util.List;
import org.gradus.device.Executable;
import org.gradus.device.Tuning;
import org.gradus.device.VariableStore;
import org.gradus.op.DType;
import org.gradus.plan.Plan;
import org.gradus.plan.Step;
import org.jspecify.annotations.Nullable;

/** The candidates for matrix products of an open device. */
final class ProductTuning implements Tuning {
  private final GpuDevice device;
  private final TunedFile file;

  ProductTuning(GpuDevice device, TunedFile file) {
    this.device = device;
    this.file = file;
  }

  private Product of(Step step) {
    return Product.of(
        step.op(), new StepCode(step, 0, device.traits(), new Tables(), new Workspace()));
  }

  private static DType operands(Step step) {
    return step.input(0).spec().dtype();
  }

  @Override
  public String product(Step step) {
    return ProductKey.of(of(step), operands(step)).text();
  }

  @Override
  public String chosen(Step step) {
    return ProductChoice.of(of(step), operands(step), device.traits()).title();
  }

  @Override
  public List<Way> ways(Step step) {
    Product product = of(step);
    DType operands = operands(step);
    return ProductModel.ranked(product, operands, device.traits()).stream()
        .map(each -> new Way(each.title(), expected(each, product, operands)))
        .toList();
  }

  private double expected(ProductCandidate candidate, Product product, DType operands) {
    return ProductModel.nanoseconds(candidate, product, operands, device.traits());
  }

  @Override
  public Executable load(Plan plan, VariableStore store, String title) {
    return device.load(plan, store, device.traits().withTuned(TunedProducts.always(title)));
  }

  @Override
  public String table(List<Found> found) {
    return new TunedTable(TunedTable.Identity.of(device.info()), found).text();
  }

  @Override
  public List<Found> kept() {
    return file.found();
  }

  @Override
  public @Nullable Path place() {
    return TunedFile.place(device.info(), System.getenv());
  }
}
