package org.gradus.loss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.op.DType;
import org.gradus.op.Elementwise.CompareKind;
import org.gradus.op.Fused.SoftmaxCrossEntropy;
import org.gradus.op.ShapeException;
import org.gradus.op.View;
import org.jspecify.annotations.Nullable;

/**
 * Cross-entropy of the softmax of logits (N, C): -sum over the classes of w q log softmax(logits)
 * for each row, where q is 1 at the row's I32 label. Targets may be distributions (N, C) instead of
 * labels (N). Settings mean what they mean in PyTorch.
 *
 * @param smoothing the share of q that all classes get alike, in [0, 1] (Szegedy et al., 2016)
 * @param classWeights what each class counts, w; empty if all count 1
 * @param ignored the label of rows that do not count; null if there is none. The mean is over the
 *     others, or by their labels' weights
 * @param reduction what becomes of the rows' losses
 */
public record CrossEntropy(
    double smoothing, List<Double> classWeights, @Nullable Integer ignored, Reduction reduction)
    implements Loss {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public CrossEntropy {
    if (!(smoothing >= 0 && smoothing <= 1)) {
      throw new IllegalArgumentException(
          "cross_entropy: label smoothing must be in [0, 1]: " + smoothing);
    }
    for (double weight : classWeights) {
      if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "cross_entropy: class weights must be zero or positive and finite: " + classWeights);
      }
    }
    if (!classWeights.isEmpty() && classWeights.stream().allMatch(weight -> weight == 0)) {
      throw new IllegalArgumentException(
          "cross_entropy: some class weight must be above zero: " + classWeights);
    }
    classWeights = List.copyOf(classWeights);
  }

  /** The mean over all rows, every label a class and all classes alike. */
  public CrossEntropy() {
    this(0, List.of(), null, Reduction.MEAN);
  }

  /** With that share of each label spread over all classes; errors as of the constructor. */
  public CrossEntropy smoothing(double share) {
    return new CrossEntropy(share, classWeights, ignored, reduction);
  }

  /** With what each class counts; errors as of the constructor. */
  public CrossEntropy classWeights(double... weights) {
    List<Double> all = Arrays.stream(weights).boxed().toList();
    return new CrossEntropy(smoothing, all, ignored, reduction);
  }

  /** Without the rows of that label, which need not be a class. */
  public CrossEntropy ignoring(int label) {
    return new CrossEntropy(smoothing, classWeights, label, reduction);
  }

  /** With another end than the mean. */
  public CrossEntropy reduction(Reduction kind) {
    return new CrossEntropy(smoothing, classWeights, ignored, kind);
  }

  @Override
  public Tensor of(Tensor outputs, Tensor targets) {
    if (!classWeights.isEmpty() && classWeights.size() != outputs.shape().last()) {
      throw new ShapeException(
          "cross_entropy: there must be a weight for each class: outputs=%s weights=%d"
              .formatted(outputs.shape(), classWeights.size()));
    }
    if (targets.dtype().isFloat()) {
      return ofDistributions(outputs, targets);
    }
    return classWeights.isEmpty() ? unweighted(outputs, targets) : weighted(outputs, targets);
  }

  @Override
  public BatchWeight weight(Tensor outputs, Tensor targets) {
    boolean allAlike = classWeights.isEmpty() && ignored == null;
    if (reduction != Reduction.MEAN || allAlike || targets.dtype().isFloat()) {
      return reduction.weight();
    }
    return new BatchWeight.Total(
        classWeights.isEmpty()
            ? countedRows(outputs, targets)
            : totalWeight(weights(outputs).gather(known(targets)), targets));
  }

  private Tensor unweighted(Tensor outputs, Tensor labels) {
    Tensor rows = outputs.apply(new SoftmaxCrossEntropy(1, smoothing, ignored), labels);
    return ignored == null || reduction != Reduction.MEAN
        ? reduction.of(rows)
        : rows.sum().divide(countedRows(outputs, labels));
  }

  /** w(label) ((1 - s) -log p(label)) + s / C sum(w -log p), the mean by the labels' weights. */
  private Tensor weighted(Tensor outputs, Tensor labels) {
    Tensor weights = weights(outputs); // (C)
    Tensor each = weights.gather(known(labels)); // (N)
    Tensor rows = outputs.apply(new SoftmaxCrossEntropy(1, 0, ignored), labels).multiply(each);
    if (smoothing > 0) {
      Tensor all = outputs.logSoftmax().multiply(weights).sum(-1); // (N)
      double share = smoothing / outputs.shape().last();
      rows = rows.multiply(1 - smoothing).subtract(zeroWhereIgnored(all, labels).multiply(share));
    }
    return reduction == Reduction.MEAN
        ? rows.sum().divide(totalWeight(each, labels))
        : reduction.of(rows);
  }

  /** Distributions: -sum(w q log p), with q smoothed; the mean is over the rows. */
  private Tensor ofDistributions(Tensor outputs, Tensor targets) {
    Tensor wanted = PointwiseLosses.like(outputs, targets, "cross_entropy");
    if (smoothing > 0) {
      double share = smoothing / outputs.shape().last();
      wanted = wanted.multiply(1 - smoothing).add(share);
    }
    Tensor logs = outputs.logSoftmax();
    Tensor terms = classWeights.isEmpty() ? logs : logs.multiply(weights(outputs));
    return reduction.of(terms.multiply(wanted).sum(-1).negate());
  }

  private Tensor countedRows(Tensor outputs, Tensor labels) {
    return counted(labels).cast(outputs.dtype()).sum();
  }

  private Tensor totalWeight(Tensor each, Tensor labels) {
    return zeroWhereIgnored(each, labels).sum();
  }

  /** U8: 1 for each row that counts. */
  private Tensor counted(Tensor labels) {
    return labels.compare(CompareKind.NOT_EQUAL, label(labels));
  }

  /** Labels that can be looked up. */
  private Tensor known(Tensor labels) {
    Tensor zero = labels.graph().constant(0, DType.I32);
    return ignored == null ? labels : counted(labels).select(labels, zero);
  }

  private Tensor zeroWhereIgnored(Tensor rows, Tensor labels) {
    Tensor zero = rows.graph().constant(0, rows.dtype());
    return ignored == null ? rows : counted(labels).select(rows, zero);
  }

  private Tensor label(Tensor labels) {
    return labels.graph().constant(ignored == null ? 0 : ignored, DType.I32);
  }

  private Tensor weights(Tensor outputs) {
    Graph graph = outputs.graph();
    List<Tensor> each = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (double weight : classWeights) {
      places.add(each.size());
      each.add(graph.constant(weight, outputs.dtype()));
    }
    return graph.add(new View.Pack(places, each.size()), each).output(0);
  }
}
