package org.gradus.gpu;

import java.nio.file.Path;
import java.util.List;
import org.gradus.device.Executable;
import org.gradus.device.Tuning;
import org.gradus.device.VariableStore;
import org.gradus.gpu.launch.TunedProducts;
import org.gradus.gpu.lowering.ProductWays;
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

  private ProductWays of(Step step) {
    return new ProductWays(step, device.traits());
  }

  @Override
  public String product(Step step) {
    return of(step).product();
  }

  @Override
  public String chosen(Step step) {
    return of(step).chosen();
  }

  @Override
  public List<Way> ways(Step step) {
    return of(step).ranked();
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
