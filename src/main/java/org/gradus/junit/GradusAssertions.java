package org.gradus.junit;

import org.gradus.check.Equivalence;
import org.gradus.check.GradCheck;
import org.gradus.data.Dataset;
import org.gradus.nn.Layer;
import org.opentest4j.AssertionFailedError;

/** Assertions about models, for tests that users write. */
public final class GradusAssertions {
  private GradusAssertions() {}

  /**
   * Asserts that devices compute the same with a model, up to rounding: what it yields, its
   * cross-entropy, its gradients, and five steps of training on batches of 32.
   *
   * @param data what batches are taken from
   * @param devices such as {@code "cpu", "cuda"}
   * @throws AssertionFailedError if not, with device, tensor, element, values and bound
   * @throws org.gradus.device.DeviceException if a device is not there
   */
  public static void assertEquivalent(Layer model, Dataset data, String... devices) {
    assertEquivalent(Equivalence.of(model).data(data), devices);
  }

  /**
   * As {@link #assertEquivalent(Layer, Dataset, String...)}, with loss, optimizer, batch, steps,
   * samples and seed as {@code comparison} has them.
   *
   * @throws AssertionFailedError if they do not, with device, tensor, element, values and bound
   * @throws org.gradus.device.DeviceException if a device is not there
   */
  public static void assertEquivalent(Equivalence comparison, String... devices) {
    if (devices.length == 0) {
      throw new IllegalArgumentException("which devices? such as \"cpu\", \"cuda\"");
    }
    passes(() -> comparison.between(devices).requirePassed());
  }

  /**
   * Asserts that the gradients of a model are right, by differences in F64.
   *
   * @param sample the shape of one sample, without the batch axis
   * @throws AssertionFailedError if one is wrong, with its parameter, element, values and bound
   */
  public static void assertGradients(Layer model, int... sample) {
    assertGradients(GradCheck.of(model).sample(sample));
  }

  /**
   * As {@link #assertGradients(Layer, int...)}, with loss, batch, elements and seed as {@code
   * check} has them.
   *
   * @throws AssertionFailedError if one is wrong, with its parameter, element, values and bound
   */
  public static void assertGradients(GradCheck check) {
    passes(() -> check.run().requirePassed());
  }

  /** Hands an error on as one of those that JUnit's runners tell as failures. */
  private static void passes(Runnable check) {
    try {
      check.run();
    } catch (AssertionError e) {
      throw new AssertionFailedError(e.getMessage(), e);
    }
  }
}
