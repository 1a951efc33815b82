package org.gradus.nn;

import org.gradus.graph.Origin;
import org.gradus.graph.Tensor;

/** Makes each sample one row: (N, ...) to (N, features). */
public final class Flatten implements Layer {
  private final Origin origin = Origin.caller();

  @Override
  public Tensor apply(Scope scope, Tensor x) {
    int rows = x.shape().dim(0);
    int features = x.shape().suffix(1).intSize();
    return scope.graph().at(origin, () -> x.reshape(rows, features));
  }

  @Override
  public String description() {
    return "Flatten";
  }
}
