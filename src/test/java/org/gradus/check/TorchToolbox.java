package org.gradus.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.fixtures.Fixture;
import org.gradus.graph.Tensor;
import org.gradus.loss.BinaryCrossEntropy;
import org.gradus.loss.CrossEntropy;
import org.gradus.loss.Huber;
import org.gradus.loss.KlDivergence;
import org.gradus.loss.Loss;
import org.gradus.loss.MeanAbsoluteError;
import org.gradus.loss.MeanSquaredError;
import org.gradus.loss.Reduction;
import org.gradus.loss.SmoothL1;
import org.gradus.nn.Activation;
import org.gradus.nn.BatchNorm;
import org.gradus.nn.Dense;
import org.gradus.nn.GroupNorm;
import org.gradus.nn.InstanceNorm;
import org.gradus.nn.Layer;
import org.gradus.nn.LayerNorm;
import org.gradus.nn.PRelu;
import org.gradus.nn.RmsNorm;
import org.gradus.nn.WeightNorm;
import org.gradus.op.DType;

/** Activations, losses and norms that PyTorch's numbers are known of, on some device. */
public final class TorchToolbox {
  private TorchToolbox() {}

  /**
   * Prints what is wrong on the device named, in F32 and BF16, and then how many cases there are.
   */
  public static void main(String[] names) {
    try (Device device = Devices.open(names[0])) {
      faults(device, DType.F32).forEach(System.out::println);
      faults(device, DType.BF16).forEach(System.out::println);
    }
    System.out.println(cases().size() + " cases");
  }

  /** What is wrong on a device. */
  static List<String> faults(Device device, DType dtype) {
    return cases().stream().flatMap(one -> one.faults(device, dtype).stream()).toList();
  }

  /** All cases. */
  static List<TorchCase> cases() {
    List<TorchCase> cases = new ArrayList<>();
    for (Fixture one : fixtures("activations")) {
      cases.add(new TorchCase(one).layer(activation(one.text("name"))));
    }
    for (Fixture one : fixtures("losses")) {
      cases.add(loss(one));
    }
    for (Fixture one : fixtures("norms")) {
      cases.add(new TorchCase(one).layer(norm(one)));
    }
    return cases;
  }

  private static Layer norm(Fixture one) {
    return switch (one.text("name")) {
      case "batch" -> new BatchNorm();
      case "layer" -> new LayerNorm();
      case "layer:2" -> new LayerNorm(2, 1e-5);
      case "rms" -> new RmsNorm();
      case "group:1" -> new GroupNorm(1);
      case "group:2" -> new GroupNorm(2);
      case "group:3" -> new GroupNorm(3);
      case "instance" -> new InstanceNorm();
      case "weight" -> new WeightNorm(new Dense(one.values("bias").shape()[0]));
      default -> throw new AssertionError("no norm " + one.text("name"));
    };
  }

  private static List<Fixture> fixtures(String family) {
    return Fixture.load("toolbox_" + family + "_f64").objects("cases");
  }

  private static Layer activation(String name) {
    return switch (name) {
      case "prelu_channels" -> PRelu.perChannel();
      case "relu6" -> (scope, x) -> Activation.named("relu6").apply(scope, x.multiply(2));
      default -> Activation.named(name);
    };
  }

  private static TorchCase loss(Fixture fixture) {
    TorchCase one = new TorchCase(fixture);
    Tensor x = one.input("x");
    Tensor targets = fixture.has("labels") ? one.input("labels", DType.I32) : one.input("t");
    return one.of(lossOf(fixture).of(x, targets), x);
  }

  private static Loss lossOf(Fixture one) {
    Reduction reduction = reduction(one.text("settings/reduction"));
    Fixture settings = one.object("settings");
    return switch (one.text("name")) {
      case "cross_entropy" -> crossEntropy(settings, reduction);
      case "mse" -> new MeanSquaredError(reduction);
      case "mae" -> new MeanAbsoluteError(reduction);
      case "huber" -> new Huber(settings.number("delta"), reduction);
      case "smooth_l1" -> new SmoothL1(settings.number("beta"), reduction);
      case "bce" ->
          new BinaryCrossEntropy(
              settings.has("pos_weight") ? settings.number("pos_weight") : 1, reduction);
      case "kl" -> new KlDivergence(false, reduction);
      case "kl_logits" -> new KlDivergence(true, reduction);
      default -> throw new AssertionError("no loss " + one.text("name"));
    };
  }

  private static Loss crossEntropy(Fixture settings, Reduction reduction) {
    List<Double> weights =
        settings.has("weights")
            ? Arrays.stream(settings.numbers("weights")).boxed().toList()
            : List.of();
    Integer ignored = settings.has("ignored") ? (int) settings.number("ignored") : null;
    return new CrossEntropy(settings.number("smoothing"), weights, ignored, reduction);
  }

  private static Reduction reduction(String name) {
    return name.equals("batchmean")
        ? Reduction.BATCH_MEAN
        : Reduction.valueOf(name.toUpperCase(Locale.ROOT));
  }
}
