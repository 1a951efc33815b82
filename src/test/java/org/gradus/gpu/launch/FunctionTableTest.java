package org.gradus.gpu.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.gradus.op.UnaryKind;
import org.junit.jupiter.api.Test;

/** The table of functions in the portable sources. */
class FunctionTableTest {
  private static final Pattern LINE = Pattern.compile("^  EACH\\((\\w+), ", Pattern.MULTILINE);

  @Test
  void linesStandInTheOrderOfTheKinds() {
    List<String> names =
        LINE.matcher(KernelSources.read("functions.h")).results().map(m -> m.group(1)).toList();
    assertEquals(Arrays.stream(UnaryKind.values()).map(UnaryKind::toString).toList(), names);
  }
}
