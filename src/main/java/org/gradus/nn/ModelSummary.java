package org.gradus.nn;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.gradus.grad.Gradients;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable.Role;
import org.gradus.op.DType;
import org.gradus.op.Leaf;
import org.gradus.op.Shape;
import org.gradus.op.View;
import org.gradus.pass.Operations;

/**
 * What a model's layers compute and keep in a training step.
 *
 * <p>Operations are counted as {@link Operations} says: 2 M N K for a matrix product, one for each
 * element that any other arithmetic yields or a sum reads. Kept are the values that the forward
 * pass computes and the backward pass reads, in F32 and as the model is written. A plan that fuses
 * ops keeps less; what it takes of a device is the plan's to say.
 *
 * @param batch the samples of a step
 * @param rows one for each layer, outer ones before their parts
 * @param parameters trained numbers of the whole model
 * @param forward operations of the forward pass
 * @param both operations of forward and backward pass, without loss and optimizer
 * @param keptBytes of all values that are kept
 */
public record ModelSummary(
    int batch, List<Row> rows, long parameters, double forward, double both, long keptBytes) {
  /**
   * One layer, its parts included.
   *
   * @param name where it stands, such as {@code 0}
   * @param layer what it is, such as {@code Dense(10)}
   * @param output the shape of what it yields for one sample
   * @param parameters trained numbers
   * @param forward operations of the forward pass over the batch
   * @param keptBytes of the batch's values that it computes and the backward pass reads
   */
  public record Row(
      String name, String layer, Shape output, long parameters, double forward, long keptBytes) {
    /** Bytes of the parameters, which are F32. */
    public long parameterBytes() {
      return parameters * DType.F32.bytes();
    }
  }

  /** Keeps an unmodifiable copy. */
  public ModelSummary {
    rows = List.copyOf(rows);
  }

  /** Bytes of the parameters, which are F32. */
  public long parameterBytes() {
    return parameters * DType.F32.bytes();
  }

  /** Writes the model and its gradients, and counts. */
  static ModelSummary of(Model model, int batch) {
    Scope scope = model.scope(Mode.TRAIN);
    Graph graph = scope.graph();
    Tensor outputs = model.forward(scope, batch);
    int end = graph.nodes().size();
    List<Tensor> parameters =
        model.variables().role(Role.PARAMETER).stream().map(graph::read).toList();
    BitSet backward = needed(Gradients.of(outputs.sum(), parameters), end);
    Set<Tensor> kept = kept(graph, backward, end);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < scope.rows().size(); i++) {
      Scope.Row written = scope.rows().get(i);
      Model.Row row = model.table().get(i);
      rows.add(
          new Row(
              row.name(),
              row.layer(),
              row.output(),
              row.parameters(),
              operations(graph, written.first(), written.end()),
              bytes(kept, written.first(), written.end())));
    }
    double forward = operations(graph, 0, end);
    double gradients =
        backward.stream().mapToDouble(id -> Operations.of(graph.nodes().get(id))).sum();
    return new ModelSummary(
        batch, rows, model.parameterCount(), forward, forward + gradients, bytes(kept, 0, end));
  }

  /** The nodes from {@code first} on that {@code results} are made of. */
  private static BitSet needed(List<Tensor> results, int first) {
    BitSet needed = new BitSet();
    List<Node> left = new ArrayList<>();
    results.forEach(result -> left.add(result.node()));
    while (!left.isEmpty()) {
      Node node = left.removeLast();
      if (node.id() >= first && !needed.get(node.id())) {
        needed.set(node.id());
        node.inputs().forEach(input -> left.add(input.node()));
      }
    }
    return needed;
  }

  /** What the backward pass reads of the forward pass; a reshaped value counts where it lies. */
  private static Set<Tensor> kept(Graph graph, BitSet backward, int end) {
    Set<Tensor> kept = new LinkedHashSet<>();
    for (int id = backward.nextSetBit(0); id >= 0; id = backward.nextSetBit(id + 1)) {
      for (Tensor input : graph.nodes().get(id).inputs()) {
        Tensor root = input;
        while (root.node().op() instanceof View.Reshape) {
          root = root.node().input(0);
        }
        if (root.node().id() < end && !(root.node().op() instanceof Leaf)) {
          kept.add(root);
        }
      }
    }
    return kept;
  }

  private static double operations(Graph graph, int from, int end) {
    return graph.nodes().subList(from, end).stream().mapToDouble(Operations::of).sum();
  }

  private static long bytes(Set<Tensor> kept, int from, int end) {
    return kept.stream()
        .filter(tensor -> tensor.node().id() >= from && tensor.node().id() < end)
        .mapToLong(tensor -> tensor.spec().bytes())
        .sum();
  }

  /** The table, whose last line has the sums. */
  @Override
  public String toString() {
    StringBuilder table = new StringBuilder();
    String titles = "%-8s %-28s %-14s %12s %9s %10s %9s%n";
    table.append(
        titles.formatted("name", "layer", "output", "parameters", "bytes", "forward", "kept"));
    for (Row row : rows) {
      String left = "%-8s %-28s %-14s".formatted(row.name(), row.layer(), row.output());
      line(table, left, row.parameters(), row.forward(), row.keptBytes());
    }
    line(table, "%-52s".formatted("all"), parameters, forward, keptBytes);
    return table.toString();
  }

  private static void line(
      StringBuilder table, String left, long parameters, double forward, long kept) {
    table.append(
        String.format(
            Locale.ROOT,
            "%s %,12d %9s %10s %9s%n",
            left,
            parameters,
            bytes(parameters * DType.F32.bytes()),
            operations(forward),
            bytes(kept)));
  }

  /** A number of operations in three digits, such as {@code 51.4 MFLOP}. */
  public static String operations(double count) {
    return scaled(count, 1000, "FLOP", "kFLOP", "MFLOP", "GFLOP", "TFLOP", "PFLOP");
  }

  /** A number of bytes in three digits, such as {@code 784 KiB}. */
  public static String bytes(long count) {
    return scaled((double) count, 1024, "B", "KiB", "MiB", "GiB", "TiB");
  }

  private static String scaled(double count, double step, String... units) {
    double value = count;
    int unit = 0;
    while (value >= step && unit + 1 < units.length) {
      value /= step;
      unit++;
    }
    int digits = unit == 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + digits + "f %s", value, units[unit]);
  }
}
