package org.gradus.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ExperimentPageTest {
  private static final String HOSTILE = "</script><script>alert('x')</script> {{data}}";
  private static final double[] STEPS = {1, 2, 3};

  private static final Plot CURVE =
      Plot.of("Loss", Axis.linear("step"), Axis.log("loss (nat)"))
          .line("rate 0.1", STEPS, new double[] {1, 0, Double.NaN})
          .dashed(HOSTILE, STEPS, new double[] {1e-60, 0.1, 2});

  private static String page(Exhibit... exhibits) throws IOException {
    return ExperimentPage.render(
        new ExperimentReport(
            "loss-curves",
            2,
            "Does " + HOSTILE + " matter?",
            "It does not.",
            List.of(exhibits),
            Map.of("loss/last", 0.123456789),
            Map.of("device", "cpu")));
  }

  @Test
  void loadsNothingAndFillsEveryPlace() throws IOException {
    Grid grid = Grid.of("Rates", "rate", "loss").row("0.1", "2").saying("Less is better.");
    Plot bars = Plot.bars("Ends", "rate", List.of("a", "b"), Axis.linear("loss")).bar("x", 1, 2);
    String page = page(CURVE, bars.widely(), grid);
    Matcher reference = Pattern.compile("(?:src|href)\\s*=\\s*[\"']?([^\"'>\\s]+)").matcher(page);
    while (reference.find()) {
      assertTrue(reference.group(1).startsWith("data:"), reference.group());
    }
    assertFalse(page.contains(HOSTILE));
    for (String part :
        List.of(
            "<h1>loss-curves</h1>",
            "lesson 2",
            "<p class=\"finding\">It does not.</p>",
            "aria-label=\"Loss: loss (nat) over step\"",
            "<figure class=\"wide\">",
            "<p class=\"says\">Less is better.</p>",
            "<td class=\"text\">0.1</td><td>2</td>",
            "0.123457",
            "prefers-color-scheme: dark",
            "Chart.js v4.5.1")) {
      assertTrue(page.contains(part), part);
    }
  }

  @Test
  void whatAnAxisCannotShowIsAGap() throws IOException {
    JsonObject plot =
        JsonParser.parseString(PlotJson.of(List.of(CURVE)))
            .getAsJsonArray()
            .get(0)
            .getAsJsonObject();
    JsonArray series = plot.getAsJsonArray("series");
    assertEquals("[1.0,null,null]", series.get(0).getAsJsonObject().get("y").toString());
    assertEquals("[1.0E-60,0.1,2.0]", series.get(1).getAsJsonObject().get("y").toString());
    assertEquals("dashed", series.get(1).getAsJsonObject().get("style").getAsString());
    assertTrue(plot.getAsJsonObject("y").get("log").getAsBoolean());
  }

  @Test
  void contoursLieWhereTheFunctionHasTheirHeight() {
    Axis x = Axis.linear("x").between(-2, 2);
    Contours circles = Contours.of((a, b) -> a * a + b * b, x, x, 1, 100);
    assertEquals(List.of(1.0, 100.0), circles.levels());
    assertTrue(circles.lines().get(0).size() > 100, "pieces " + circles.lines().get(0).size());
    for (double[] piece : circles.lines().get(0)) {
      assertEquals(1, Math.hypot(piece[0], piece[1]), 1e-3);
      assertEquals(1, Math.hypot(piece[2], piece[3]), 1e-3);
    }
    assertEquals(List.of(), circles.lines().get(1));
    assertEquals(10, Contours.levels(1, 100, 3)[1], 1e-9);
  }

  @Test
  void rowsAndSeriesThatDoNotFitAreRefused() {
    Grid grid = Grid.of("Rates", "rate", "loss");
    String cells = assertThrows(IllegalArgumentException.class, () -> grid.row("0.1")).getMessage();
    assertEquals("table 'Rates': 1 cells for 2 columns", cells);
    String points =
        assertThrows(
                IllegalArgumentException.class, () -> CURVE.line("short", STEPS, new double[] {1}))
            .getMessage();
    assertEquals("series 'short': 3 values of x, 1 of y", points);
  }

  @Test
  void numbersAreShownWithTheDigitsThatCount() {
    assertEquals("0.4", Numbers.significant(0.4f, 6));
    assertEquals("1234570", Numbers.significant(1234567, 6));
    assertEquals("1.5e-7", Numbers.significant(1.5e-7, 6));
    assertEquals("-2.25e12", Numbers.significant(-2.25e12, 6));
    assertEquals("0", Numbers.significant(0, 6));
    assertEquals("NaN", Numbers.significant(Double.NaN, 6));
  }
}
