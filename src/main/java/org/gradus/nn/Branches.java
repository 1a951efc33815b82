package org.gradus.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.gradus.graph.Origin;
import org.gradus.graph.Tensor;

/**
 * Hands its input to several layers side by side, and joins what they yield.
 *
 * <p>The branches stand under their positions, "0", "1" and so on, or under names.
 */
public final class Branches implements Layer {
  /** How results are joined. */
  private enum Join {
    CONCAT,
    ADD
  }

  private final Map<String, Layer> branches;
  private final Join join;
  private final Origin origin = Origin.caller();

  private Branches(SequencedMap<String, Layer> branches, Join join) {
    if (branches.isEmpty()) {
      throw new IllegalArgumentException("branches: there must be one at least");
    }
    this.branches = new LinkedHashMap<>(branches);
    this.join = join;
  }

  /** Results side by side along the last axis; their other extents must be the same. */
  public static Branches concat(Layer... branches) {
    return concat(numbered(branches));
  }

  /** As {@link #concat(Layer...)}, by their names, in the order of the map. */
  public static Branches concat(SequencedMap<String, Layer> branches) {
    return new Branches(branches, Join.CONCAT);
  }

  /** The sum of the results, which have one shape. */
  public static Branches add(Layer... branches) {
    return add(numbered(branches));
  }

  /** As {@link #add(Layer...)}, by their names, in the order of the map. */
  public static Branches add(SequencedMap<String, Layer> branches) {
    return new Branches(branches, Join.ADD);
  }

  private static SequencedMap<String, Layer> numbered(Layer... branches) {
    SequencedMap<String, Layer> numbered = new LinkedHashMap<>();
    for (Layer branch : branches) {
      numbered.put(Integer.toString(numbered.size()), branch);
    }
    return numbered;
  }

  @Override
  public Tensor apply(Scope scope, Tensor x) {
    List<Tensor> results = new ArrayList<>();
    branches.forEach((name, branch) -> results.add(scope.apply(name, branch, x)));
    return scope.graph().at(origin, () -> joined(results));
  }

  private Tensor joined(List<Tensor> results) {
    Tensor first = results.getFirst();
    List<Tensor> others = results.subList(1, results.size());
    if (others.isEmpty()) {
      return first;
    }
    if (join == Join.CONCAT) {
      return Tensor.concat(-1, results);
    }
    SameShapes.require("branches", results, origin);
    Tensor sum = first;
    for (Tensor other : others) {
      sum = sum.add(other);
    }
    return sum;
  }

  @Override
  public String description() {
    return join == Join.CONCAT ? "Branches, side by side" : "Branches, added";
  }
}
