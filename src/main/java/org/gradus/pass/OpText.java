package org.gradus.pass;

import java.util.stream.Collectors;
import org.gradus.op.Contract;
import org.gradus.op.Custom;
import org.gradus.op.Elementwise;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Epilogue.Part;
import org.gradus.op.Fused;
import org.gradus.op.Index;
import org.gradus.op.Leaf;
import org.gradus.op.Op;
import org.gradus.op.Reduce;
import org.gradus.op.Update;
import org.gradus.op.UpdateRule;
import org.gradus.op.View;

/** An op as a word and, in braces, what its operands do not tell. */
public final class OpText {
  private OpText() {}

  /** The op as graphs and plans print it, such as {@code matmul{b^T}}. */
  public static String of(Op op) {
    String attributes = attributes(op);
    return attributes.isEmpty() ? op.name() : op.name() + "{" + attributes + "}";
  }

  private static String attributes(Op op) {
    return switch (op) {
      case Leaf leaf -> leaf(leaf);
      case View view -> view(view);
      case Elementwise elementwise -> elementwise(elementwise);
      case Reduce.Fold fold ->
          fold.axes() + (fold.keep() ? " keep" : "") + (fold.wide() ? " wide" : "");
      case Reduce.ArgMax argMax -> "axis=" + argMax.axis();
      case Reduce.AllFinite _ -> "";
      case Contract.MatMul product ->
          words(transposes(product.transposeA(), product.transposeB()), form(product.form()));
      case Index.Gather _ -> "";
      case Index.ScatterAdd scatter -> "rows=" + scatter.rows();
      case Index.OneHot _ -> "";
      case Fused fused -> fused(fused);
      case Update update -> update(update);
      case Custom _ -> "";
    };
  }

  private static String leaf(Leaf op) {
    return switch (op) {
      case Leaf.Input input -> input.input();
      case Leaf.Read read -> read.variable();
      case Leaf.Constant constant -> Double.toString(constant.value());
    };
  }

  private static String view(View op) {
    return switch (op) {
      case View.Reshape _, View.Broadcast _ -> "";
      case View.Permute permute -> permute.axes().toString();
      case View.Slice slice -> "at=" + slice.starts();
      case View.Concat concat -> "axis=" + concat.axis();
      case View.Pad pad -> "at=" + pad.starts();
      case View.Pack pack -> "at=" + pack.offsets();
    };
  }

  private static String elementwise(Elementwise op) {
    return switch (op) {
      case Unary unary -> parameter(unary.parameter());
      case Elementwise.UnaryGradient gradient -> parameter(gradient.parameter());
      case Elementwise.Binary _, Elementwise.Compare _, Elementwise.Select _, Elementwise.Cast _ ->
          "";
    };
  }

  private static String fused(Fused op) {
    return switch (op) {
      case Fused.Softmax _, Fused.LogSoftmax _ -> "";
      case Fused.SoftmaxCrossEntropy loss ->
          "gradientScale="
              + loss.gradientScale()
              + (loss.smoothing() == 0 ? "" : " smoothing=" + loss.smoothing())
              + (loss.ignored() == null ? "" : " ignored=" + loss.ignored());
      case Fused.PointwiseLoss loss ->
          (loss.kind().hasParameter() ? parameter(loss.parameter()) + " " : "")
              + "gradientScale="
              + loss.gradientScale();
      case Fused.BiasActivation bias -> parameter(bias.activation().parameter());
      case Fused.MatMulWith product -> {
        String transposes = transposes(product.transposeA(), product.transposeB());
        String parameters =
            product.epilogue().parts().stream().map(OpText::part).collect(Collectors.joining());
        yield words(words(transposes, form(product.form())), parameters);
      }
      case Fused.ClipScale clip -> (clip.toLimit() ? "limit=" : "by norm above ") + clip.limit();
      case Fused.BatchNorm norm -> "epsilon=" + norm.epsilon();
      case Fused.BatchNormGradient norm -> "epsilon=" + norm.epsilon();
      case Fused.LayerNorm norm ->
          "epsilon=" + norm.epsilon() + (norm.centred() ? "" : " not centred");
      case Fused.LayerNormGradient norm -> norm.centred() ? "" : "not centred";
      case Fused.Dropout dropout ->
          "rate=%s seed=%d stream=%d".formatted(dropout.rate(), dropout.seed(), dropout.stream());
      case Fused.GaussianNoise noise ->
          "sigma=%s seed=%d stream=%d".formatted(noise.sigma(), noise.seed(), noise.stream());
    };
  }

  private static String update(Update op) {
    return switch (op) {
      case Update.Assign assign -> assign.variable();
      case Update.RecordRow row -> row.variable() + " rows=" + row.rows();
      case Update.AdjustScale scale ->
          "%s growth=%s backoff=%s interval=%d least=%s"
              .formatted(
                  scale.variable(),
                  scale.growth(),
                  scale.backoff(),
                  scale.interval(),
                  scale.least());
      case Update.Optimize step -> step.variable() + optimizer(step);
    };
  }

  private static String optimizer(Update.Optimize step) {
    StringBuilder text = new StringBuilder();
    for (UpdateRule.Setting setting : step.rule().settings()) {
      text.append(" %s=%s".formatted(setting.name().replace(' ', '_'), setting.value()));
    }
    if (step.bound() < Double.POSITIVE_INFINITY) {
      text.append(" bound=").append(step.bound());
    }
    for (Update.Span span : step.spans()) {
      text.append(span.from() == 0 ? "" : " from=" + span.from());
      text.append(span.factor() == 1 ? "" : " rate*" + span.factor());
      text.append(" decay=").append(span.decay());
    }
    return text.toString();
  }

  private static String part(Part part) {
    return switch (part) {
      case Part.Activation(Unary function) -> parameter(function.parameter());
      case Part.ChainRule(Elementwise.UnaryGradient rule) -> parameter(rule.parameter());
      case Part.Bias _, Part.Add _, Part.Keep _, Part.Cast _, Part.OperandSums _ -> "";
    };
  }

  private static String words(String a, String b) {
    return a.isEmpty() || b.isEmpty() ? a + b : a + " " + b;
  }

  private static String form(Contract.Form form) {
    return form == Contract.Form.PLAIN ? "" : form.toString();
  }

  private static String parameter(double parameter) {
    return parameter == 0 ? "" : "parameter=" + parameter;
  }

  private static String transposes(boolean a, boolean b) {
    return a && b ? "a^T b^T" : a ? "a^T" : b ? "b^T" : "";
  }
}
