package org.gradus.check;

import java.util.ArrayList;
import java.util.List;
import org.gradus.check.OpCase.Trait;
import org.gradus.op.OpNames;
import org.gradus.random.RandomStream;
import org.gradus.random.Streams;

/**
 * The catalogue: at least one case for every op, and for every function, fold and comparison.
 *
 * <p>To cover a new op, add it to the file of its family. Extents are awkward on purpose: {1, 7,
 * 31, 33, 93, 257, 1024}, and some drawn by the seed.
 */
public final class OpCases {
  private OpCases() {}

  /** All cases; {@code seed} draws the shapes of some of them. */
  public static List<OpCase> all(long seed) {
    RandomStream random = new RandomStream(seed, Streams.of("check/shapes"));
    List<OpCase> cases = new ArrayList<>();
    cases.addAll(LeafCases.all());
    cases.addAll(ViewCases.all(random));
    cases.addAll(UnaryCases.all(random));
    cases.addAll(ElementwiseCases.all(random));
    cases.addAll(ReduceCases.all(random));
    cases.addAll(ContractCases.all(random));
    cases.addAll(IndexCases.all());
    cases.addAll(SoftmaxCases.all(random));
    cases.addAll(LossCases.all());
    cases.addAll(NormCases.all());
    cases.addAll(BiasCases.all(random));
    cases.addAll(EpilogueCases.all(random));
    cases.addAll(UpdateCases.all());
    cases.addAll(OptimizerCases.all());
    cases.addAll(CustomCases.all());
    return List.copyOf(cases);
  }

  /** The cases of the quick run. */
  public static List<OpCase> quick(long seed) {
    return all(seed).stream().filter(one -> !one.is(Trait.FULL_ONLY)).toList();
  }

  /**
   * The cases that cover the op {@code name}.
   *
   * @throws IllegalArgumentException if there is no such op, with the names that are nearest
   */
  public static List<OpCase> of(String name, List<OpCase> cases) {
    List<OpCase> found = cases.stream().filter(one -> one.op().name().equals(name)).toList();
    if (found.isEmpty()) {
      throw OpNames.unknown(name, all(0).stream().map(one -> one.op().name()).toList());
    }
    return found;
  }
}
