package org.gradus.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.gradus.graph.Variable.Role;
import org.gradus.op.DType;
import org.gradus.op.ShapeException;
import org.gradus.op.TensorSpec;
import org.junit.jupiter.api.Test;

class VariablesTest {
  private final Variables variables = new Variables();

  private Variable parameter(String name, int... dims) {
    return variables.declare(name, TensorSpec.of(DType.F32, dims), Role.PARAMETER, Initial.ZEROS);
  }

  private static void assertMessage(String message, Throwable error) {
    assertEquals(message, error.getMessage());
  }

  @Test
  void parametersBecomeAlignedWindows() {
    Variable weight = parameter("0.weight", 3, 7);
    Variable bias = parameter("0.bias", 3);
    Variable arena = variables.pack();
    assertEquals(TensorSpec.of(DType.F32, 48), arena.spec());
    assertEquals(new Variables.Window(arena, 0), variables.window(weight));
    assertEquals(new Variables.Window(arena, 32), variables.window(bias));
    assertSame(arena, variables.pack());
    assertEquals(List.of(arena), variables.stored());
    assertEquals(List.of(weight, bias), variables.role(Role.PARAMETER));
  }

  @Test
  void sameDeclarationIsTheSameVariable() {
    Variable weight = parameter("0.weight", 3, 7);
    assertSame(weight, parameter("0.weight", 3, 7));
    assertMessage(
        "variable '0.weight' exists as PARAMETER f32[3, 7], not PARAMETER f32[7, 3]",
        assertThrows(IllegalArgumentException.class, () -> parameter("0.weight", 7, 3)));
  }

  @Test
  void packedParametersAreComplete() {
    parameter("0.weight", 3, 7);
    variables.pack();
    assertMessage(
        "parameter '1.weight' comes too late: the parameters are packed already",
        assertThrows(IllegalArgumentException.class, () -> parameter("1.weight", 7)));
  }

  @Test
  void tooManyParametersAreSaidToBe() {
    parameter("0.weight", Integer.MAX_VALUE, 784);
    assertMessage(
        "the parameters are too many: with 0.weight f32[2147483647, 784] they are"
            + " 1,683,627,179,248 elements, and an arena holds 2,147,483,631",
        assertThrows(ShapeException.class, variables::pack));
  }

  @Test
  void retypedVariablesKeepNamesAndPlaces() {
    parameter("0.weight", 3, 7);
    Variable bias = parameter("0.bias", 3);
    variables.pack();
    Variables doubles = variables.retyped(DType.F32, DType.F64);
    Variables.Window window = doubles.window(doubles.get(bias.name()));
    assertNotNull(window);
    assertEquals(32, window.offset());
    assertEquals(DType.F64, window.arena().spec().dtype());
  }
}
