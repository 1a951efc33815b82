package org.gradus.pass;

import java.util.List;
import org.gradus.graph.Tensor;
import org.gradus.op.Fused;
import org.gradus.op.UnaryKind;

/** The losses of single elements and their derivatives by the prediction, in primitive ops. */
final class LossParts {
  private LossParts() {}

  static List<Tensor> of(Fused.PointwiseLoss op, Tensor x, Tensor t) {
    double p = op.parameter();
    List<Tensor> parts =
        switch (op.kind()) {
          case SQUARED -> squared(x.subtract(t));
          case ABSOLUTE -> absolute(x.subtract(t));
          case HUBER -> huber(x.subtract(t), p);
          case BINARY_CROSS_ENTROPY -> binaryCrossEntropy(x, t, p);
          case KL_DIVERGENCE -> klDivergence(x, t);
        };
    double scale = op.gradientScale();
    Tensor slope = parts.get(1);
    return List.of(parts.get(0), scale == 1 ? slope : slope.multiply(scale));
  }

  private static List<Tensor> squared(Tensor d) {
    return List.of(d.square(), d.multiply(2));
  }

  private static List<Tensor> absolute(Tensor d) {
    return List.of(d.abs(), d.unary(UnaryKind.SIGN));
  }

  private static List<Tensor> huber(Tensor d, double p) {
    Tensor size = d.abs();
    Tensor far = size.greater(constant(d, p));
    Tensor loss = far.select(size.subtract(p / 2).multiply(p), d.square().multiply(0.5));
    return List.of(loss, far.select(d.unary(UnaryKind.SIGN).multiply(p), d));
  }

  /** p t softplus(-x) + (1 - t) softplus(x), and (1 - t) sigmoid(x) - p t sigmoid(-x). */
  private static List<Tensor> binaryCrossEntropy(Tensor x, Tensor t, double p) {
    Tensor yes = t.multiply(p);
    Tensor no = constant(t, 1).subtract(t);
    Tensor minus = x.negate();
    Tensor loss =
        yes.multiply(minus.unary(UnaryKind.SOFTPLUS)).add(no.multiply(x.unary(UnaryKind.SOFTPLUS)));
    return List.of(loss, no.multiply(x.sigmoid()).subtract(yes.multiply(minus.sigmoid())));
  }

  private static List<Tensor> klDivergence(Tensor x, Tensor t) {
    Tensor zero = constant(t, 0);
    Tensor loss = t.multiply(t.log().subtract(x));
    return List.of(t.equal(zero).select(zero, loss), t.negate());
  }

  private static Tensor constant(Tensor like, double value) {
    return like.graph().constant(value, like.dtype());
  }
}
