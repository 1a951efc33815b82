import static org.gradus.junit.GradusAssertions.assertEquivalent;
import static org.gradus.junit.GradusAssertions.assertGradients;

import org.gradus.data.Digits;
import org.gradus.junit.EnabledIfDevice;
import org.gradus.nn.Activation;
import org.gradus.nn.Dense;
import org.gradus.nn.Flatten;
import org.gradus.nn.Layer;
import org.gradus.nn.Sequential;
import org.junit.jupiter.api.Test;

/** What a user of Gradus writes about a model. */
class MyModelTest {
  static final Layer MODEL =
      new Sequential(new Flatten(), new Dense(32), Activation.named("relu"), new Dense(10));

  @Test
  void gradientsAreRight() {
    assertGradients(MODEL, 28, 28);
  }

  @Test
  @EnabledIfDevice("opencl")
  void openClComputesTheSame() {
    assertEquivalent(MODEL, Digits.load().train(), "cpu", "opencl");
  }

  @Test
  @EnabledIfDevice("cuda")
  void cudaComputesTheSame() {
    assertEquivalent(MODEL, Digits.load().train(), "cpu", "cuda");
  }

  @Test
  @EnabledIfDevice("cuda:99")
  void aHundredthGpuComputesTheSame() {
    assertEquivalent(MODEL, Digits.load().train(), "cpu", "cuda:99");
  }
}
