package org.gradus.train;

import java.util.List;
import org.gradus.data.Dataset;
import org.gradus.device.HostTensor;
import org.gradus.loss.Loss;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;

/**
 * Several trained models that answer as one: by the average of what each says of the classes.
 *
 * <pre>{@code
 * try (Ensemble both = Ensemble.of(Loss.crossEntropy(), first, second)) {
 *   Evaluation judged = both.evaluate(test);
 * }
 * }</pre>
 *
 * <p>Models may differ in everything but their classes and the shape of their samples.
 */
public final class Ensemble implements AutoCloseable {
  /** The smallest probability whose logarithm is taken. */
  private static final double LEAST = 0x1p-126;

  private final List<Member> members;

  /**
   * One model.
   *
   * @param predictor the model, which the ensemble closes
   * @param loss that it was trained by, which says what its outputs mean
   */
  public record Member(Predictor predictor, Loss loss) {}

  private Ensemble(List<Member> members) {
    this.members = members;
  }

  /** Models that were trained by the same loss; errors as {@link #of(List)}. */
  public static Ensemble of(Loss loss, Predictor... predictors) {
    return of(List.of(predictors).stream().map(each -> new Member(each, loss)).toList());
  }

  /**
   * An ensemble of some models.
   *
   * @throws IllegalArgumentException if there are none, or two know other classes or take other
   *     samples; nothing is closed then
   */
  public static Ensemble of(List<Member> members) {
    if (members.isEmpty()) {
      throw new IllegalArgumentException("an ensemble needs at least one model");
    }
    Checkpoint.Inputs first = members.getFirst().predictor().inputs();
    for (int i = 1; i < members.size(); i++) {
      Checkpoint.Inputs other = members.get(i).predictor().inputs();
      same(i + 1, "classes", first.classNames(), other.classNames());
      same(i + 1, "samples", first.sample(), other.sample());
    }
    return new Ensemble(List.copyOf(members));
  }

  private static void same(int number, String what, Object first, Object other) {
    if (!first.equals(other)) {
      throw new IllegalArgumentException(
          "an ensemble's models must share their %s: model 1 has %s, model %d has %s"
              .formatted(what, first, number, other));
    }
  }

  /** The number of models. */
  public int size() {
    return members.size();
  }

  /** What the models say of each class on average for every sample of {@code data}: F32 (N, C). */
  public HostTensor probabilities(Dataset data) {
    double[] sums = new double[0];
    for (Member member : members) {
      HostTensor said = member.predictor().probabilities(data, member.loss());
      sums = sums.length == 0 ? new double[said.size()] : sums;
      for (int i = 0; i < sums.length; i++) {
        sums[i] += said.get(i);
      }
    }
    int classes = sums.length / data.size();
    HostTensor means = HostTensor.allocate(TensorSpec.of(DType.F32, data.size(), classes));
    for (int i = 0; i < sums.length; i++) {
      means.set(i, sums[i] / members.size());
    }
    return means;
  }

  /**
   * How the models do together on all of {@code data}, raw as it was loaded. The loss is the
   * cross-entropy of their average with the labels, whatever they were trained by.
   */
  public Evaluation evaluate(Dataset data) {
    HostTensor said = probabilities(data);
    int classes = said.spec().shape().dim(1);
    double loss = 0;
    int correct = 0;
    for (int sample = 0; sample < data.size(); sample++) {
      int best = 0;
      for (int label = 1; label < classes; label++) {
        best =
            said.get(sample * classes + label) > said.get(sample * classes + best) ? label : best;
      }
      int label = data.label(sample);
      loss -= Math.log(Math.max(LEAST, said.get(sample * classes + label)));
      correct += best == label ? 1 : 0;
    }
    return new Evaluation(loss / data.size(), (double) correct / data.size(), data.size());
  }

  /** Closes the models. */
  @Override
  public void close() {
    members.forEach(member -> member.predictor().close());
  }
}
