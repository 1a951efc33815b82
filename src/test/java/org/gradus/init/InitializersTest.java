package org.gradus.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.gradus.graph.Initial;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;
import org.gradus.op.UnaryKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InitializersTest {
  private static final int OUT = 96;
  private static final int IN = 160;

  /** Mean and deviation of n numbers stray by about deviation / sqrt(n); five times that is far. */
  @ParameterizedTest
  @CsvSource({
    "lecun_normal, 0.0790569415",
    "lecun_uniform, 0.0790569415",
    "xavier_normal, 0.0883883476",
    "xavier_uniform, 0.0883883476",
    "he_normal, 0.1118033989",
    "he_uniform, 0.1118033989",
    "normal:0.3, 0.3",
    "small_normal, 0.01",
    "inverse_normal, 0.00625",
    "truncated_normal:0.3, 0.2638877",
    "xavier_normal:tanh, 0.1473139",
    "xavier_uniform:3, 0.2651650",
    "he:linear, 0.0790569",
    "he_uniform:leaky_relu:0.5, 0.1",
    "orthogonal, 0.0790569",
    "orthogonal:relu, 0.1118034",
    "uniform:0.3, 0.1732050808"
  })
  void namedInitialisersHaveTheirDeviation(String name, double deviation) {
    float[] values = fill(Initializers.named(name), weight("0.weight"), 1);
    double mean = mean(values);
    double square = 0;
    for (float value : values) {
      square += (value - mean) * (value - mean);
    }
    double bound = 5 * deviation / Math.sqrt(values.length);
    assertEquals(0, mean, bound);
    assertEquals(deviation, Math.sqrt(square / values.length), bound);
  }

  @Test
  void uniformNumbersStayInTheirLimitsAndReachThem() {
    float[] values = fill(Initializers.uniform(-1, 3), weight("0.weight"), 1);
    Arrays.sort(values);
    assertTrue(values[0] >= -1 && values[0] < -0.99, "smallest " + values[0]);
    assertTrue(values[values.length - 1] <= 3 && values[values.length - 1] > 2.99);
  }

  @Test
  void numbersDependOnSeedAndNameAlone() {
    float[] values = fill(Initializers.heNormal(), weight("0.weight"), 1);
    assertArrayEquals(values, fill(Initializers.heNormal(), weight("0.weight"), 1));
    assertFalse(Arrays.equals(values, fill(Initializers.heNormal(), weight("0.weight"), 2)));
    assertFalse(Arrays.equals(values, fill(Initializers.heNormal(), weight("1.weight"), 1)));
  }

  @Test
  void truncatedNumbersEndAtTwoDeviations() {
    float[] values = fill(Initializers.truncatedNormal(1, 0.5), weight("0.weight"), 1);
    Arrays.sort(values);
    assertTrue(values[0] >= 0 && values[0] < 0.02, "smallest " + values[0]);
    assertTrue(values[values.length - 1] <= 2 && values[values.length - 1] > 1.98);
  }

  @ParameterizedTest
  @CsvSource({"31, 96", "96, 31", "33, 33", "1, 7"})
  void orthogonalRowsOrColumnsStandAtRightAngles(int rows, int columns) {
    TensorSpec spec = TensorSpec.of(DType.F32, rows, columns);
    Variable variable = new Variable("0.weight", spec, Role.PARAMETER, Initial.ZEROS);
    float[] values = fill(Initializers.orthogonal(2), variable, 1);
    boolean wide = rows <= columns;
    for (int i = 0; i < Math.min(rows, columns); i++) {
      for (int j = 0; j <= i; j++) {
        double dot = 0;
        for (int k = 0; k < Math.max(rows, columns); k++) {
          dot +=
              wide
                  ? (double) values[i * columns + k] * values[j * columns + k]
                  : (double) values[k * columns + i] * values[k * columns + j];
        }
        assertEquals(i == j ? 4 : 0, dot, 4e-6, i + " and " + j);
      }
    }
  }

  @Test
  void constantsAreConstant() {
    assertArrayEquals(new float[] {0, 0}, fill(Initializers.named("zeros"), bias(2), 1));
    assertArrayEquals(
        new float[] {0.5f, 0.5f}, fill(Initializers.named("constant:0.5"), bias(2), 1));
  }

  @Test
  void gainsAreThoseOfPyTorch() {
    assertEquals(Math.sqrt(2), Initializers.gain(UnaryKind.RELU, 0));
    assertEquals(Math.sqrt(1.6), Initializers.gain(UnaryKind.LEAKY_RELU, 0.5));
    assertEquals(5.0 / 3, Initializers.gain(UnaryKind.TANH, 0));
    assertEquals(0.75, Initializers.gain(UnaryKind.SELU, 0));
    assertEquals(1, Initializers.gain(UnaryKind.SIGMOID, 0));
  }

  @Test
  void whatCannotBeIsRefused() {
    refused(
        "unknown initializer 'hee'; known are zeros, ones, constant:VALUE, uniform[:LIMIT],"
            + " normal[:STD], small_normal, inverse_normal, truncated_normal[:STD], lecun,"
            + " lecun_normal, lecun_uniform, xavier[:GAIN], xavier_normal[:GAIN],"
            + " xavier_uniform[:GAIN], he[:GAIN], he_normal[:GAIN], he_uniform[:GAIN],"
            + " orthogonal[:GAIN]",
        () -> Initializers.named("hee"));
    refused("initializer 'normal:x': 'x' is not a number", () -> Initializers.named("normal:x"));
    refused("initializer 'he:x': 'x' is not a number", () -> Initializers.named("he:x"));
    refused(
        "orthogonal: needs a weight (out, ..., in): 0.bias f32[2]",
        () -> fill(Initializers.orthogonal(), bias(2), 1));
    refused(
        "normal: mean must be finite and deviation zero or positive: 0.0, -1.0",
        () -> Initializers.normal(0, -1));
    refused(
        "uniform: limits must be finite and in order: 1.0, 0.0", () -> Initializers.uniform(1, 0));
    refused(
        "he_normal: needs a weight (out, ..., in): 0.bias f32[2]",
        () -> fill(Initializers.heNormal(), bias(2), 1));
  }

  private static void refused(String message, Runnable what) {
    Exception e = assertThrows(IllegalArgumentException.class, what::run);
    assertEquals(message, e.getMessage());
  }

  private static float[] fill(Initial initial, Variable variable, long seed) {
    float[] values = new float[variable.spec().shape().intSize()];
    initial.fill(variable, seed, values);
    return values;
  }

  private static Variable weight(String name) {
    return new Variable(name, TensorSpec.of(DType.F32, OUT, IN), Role.PARAMETER, Initial.ZEROS);
  }

  private static Variable bias(int size) {
    return new Variable("0.bias", TensorSpec.of(DType.F32, size), Role.PARAMETER, Initial.ZEROS);
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
