package org.gradus.check;

import java.util.List;
import org.gradus.cpu.CustomKernel;
import org.gradus.cpu.Operand;
import org.gradus.gpu.lowering.GpuCustomOp;
import org.gradus.grad.CustomGradient;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.op.Custom;
import org.gradus.op.ShapeException;
import org.gradus.op.TensorSpec;
import org.jspecify.annotations.Nullable;

/** A user's own op, with shape rule, gradient, CPU kernel and GPU kernel. */
final class CustomCases {
  private CustomCases() {}

  static List<OpCase> all() {
    Custom op = new Custom(new Cubic());
    return List.of(
        OpCase.of(op, OperandSpec.of(7, 31), OperandSpec.of(7, 31)),
        OpCase.of(op, OperandSpec.of(257), OperandSpec.of(257)));
  }

  /** a a b: two operands of one shape. */
  record Cubic() implements CustomGradient, CustomKernel, GpuCustomOp {
    @Override
    public String name() {
      return "custom";
    }

    @Override
    public List<TensorSpec> outputs(List<TensorSpec> inputs) {
      if (inputs.size() != 2 || !inputs.get(0).equals(inputs.get(1))) {
        throw new ShapeException("custom: needs two operands alike: " + inputs);
      }
      return List.of(inputs.get(0));
    }

    @Override
    public List<@Nullable Tensor> gradient(Node node, List<@Nullable Tensor> outputGradients) {
      Tensor a = node.input(0);
      Tensor b = node.input(1);
      Tensor dy = outputGradients.get(0);
      if (dy == null) {
        throw new IllegalArgumentException("custom: nobody wants the gradient of " + node);
      }
      return List.of(dy.multiply(a).multiply(b).multiply(2), dy.multiply(a.square()));
    }

    @Override
    public String kernelName() {
      return "cubic";
    }

    @Override
    public String kernelSource() {
      return """
      #include "device.h"

      KERNEL(cubic)(POINTER(const T, a), POINTER(const T, b), POINTER(T, y), const long n) {
        BIND(const T, a);
        BIND(const T, b);
        BIND(T, y);
        const long i = gid(0);
        if (i < n) store(y, i, load(a, i) * load(a, i) * load(b, i));
      }
      """;
    }

    @Override
    public void compute(List<Operand> inputs, List<Operand> results) {
      for (int i = 0; i < results.get(0).size(); i++) {
        double a = inputs.get(0).get(i);
        results.get(0).set(i, a * a * inputs.get(1).get(i));
      }
    }
  }
}
