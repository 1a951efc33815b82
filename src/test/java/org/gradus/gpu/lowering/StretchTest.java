package org.gradus.gpu.lowering;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.gradus.op.Shape;
import org.junit.jupiter.api.Test;

class StretchTest {
  @Test
  void operandsOfOneShapeAreFlat() {
    Shape shape = Shape.of(2, 3, 4);
    Stretch stretch = Stretch.of(shape, shape, shape);
    assertTrue(stretch.isFlat());
    assertEquals(24, stretch.columns());
    assertEquals(1, stretch.rows());
  }

  @Test
  void scalarsAreFlat() {
    assertTrue(Stretch.of(Shape.SCALAR, Shape.SCALAR, Shape.of(1)).isFlat());
  }

  @Test
  void scalarBesideAMatrixIsOneRow() {
    Stretch stretch = Stretch.of(Shape.of(7, 5), Shape.of(7, 5), Shape.SCALAR);
    assertEquals(1, stretch.rows());
    assertEquals(35, stretch.columns());
    assertEquals(1, stretch.step(0));
    assertEquals(0, stretch.step(1));
  }

  @Test
  void rowAndColumnBesideAMatrixNeedNoTable() {
    Stretch row = Stretch.of(Shape.of(2, 7, 5), Shape.of(2, 7, 5), Shape.of(5));
    assertEquals(14, row.rows());
    assertEquals(0, row.outer());
    assertEquals(5, row.stride(0));
    assertEquals(0, row.stride(1));
    assertEquals(1, row.step(1));
    Stretch column = Stretch.of(Shape.of(2, 7, 5), Shape.of(2, 7, 1), Shape.of(2, 7, 5));
    assertEquals(14, column.rows());
    assertEquals(1, column.stride(0));
    assertEquals(0, column.step(0));
  }

  @Test
  void stridesOfAxesBetweenAreInTheTable() {
    Stretch stretch = Stretch.of(Shape.of(2, 3, 4, 5), Shape.of(2, 3, 4, 5), Shape.of(3, 1, 5));
    assertEquals(24, stretch.rows());
    assertEquals(2, stretch.outer());
    assertEquals(60, stretch.stride(0));
    assertEquals(0, stretch.stride(1));
    assertArrayEquals(new int[] {4, 5, 0, 0, 0, 0, 0, 3, 20, 0, 5, 0, 0, 0}, stretch.table());
  }

  @Test
  void strideBeyondAnIntTakesTwoWords() {
    int many = 1 << 20;
    Shape wide = Shape.of(3, 5, many, 1 << 12);
    Stretch stretch = Stretch.of(wide, wide, Shape.of(5, 1, 1 << 12));
    long stride = (long) many << 12;
    int at = 7 + 1;
    assertEquals(
        stride, (long) stretch.table()[at + 1] << 32 | Integer.toUnsignedLong(stretch.table()[at]));
  }
}
