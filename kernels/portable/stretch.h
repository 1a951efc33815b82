// Elements of a result whose operands may be stretched along some of its axes.
//
// The result is rows of `columns` elements; an operand goes along a row or is one number in it. The
// host merges axes until as few as possible are left: a row, a column or a scalar beside a matrix
// need no more than two. Where there are more, a row's index is taken apart by a table.
//
// Mapping: a group is a block of rows by runs of columns; groups are numbered along one axis, with
// `blocks` of them across a row.
#ifndef GRADUS_STRETCH_H
#define GRADUS_STRETCH_H

#include "items.h"

DEVICE long row_of_item(int blocks) {
  return (long)((uint)group(0) / (uint)blocks) * group_size(1) + lid(1);
}

DEVICE long column_of_item(int blocks, int run) {
  return ((long)((uint)group(0) % (uint)blocks) * group_size(0) + lid(0)) * run;
}

// An axis in the table: its extent, and the stride of each of three operands in two words.
#define AXIS 7

// Where a row begins in an operand: `stride` is that of the outermost axis, and the table holds the
// `outer` axes between that and the columns, the innermost first.
DEVICE long start_of_row(long row, long stride, const GLOBAL int *axes, int outer, int operand) {
  long at = 0;
  for (int k = 0; k < outer; ++k) {
    const GLOBAL int *axis = axes + k * AXIS;
    const long inner = (long)axis[2 + 2 * operand] << 32 | (uint)axis[1 + 2 * operand];
    at += row % axis[0] * inner;
    row /= axis[0];
  }
  return at + row * stride;
}

// Takes a run of an operand from `column` on, or the one number that is at `start` if step is 0.
#define TAKE_STRETCHED(how, type, p, start, step, column, count, v)          \
  if (step) {                                                                \
    TAKE(how, type)(p, (start) + (column), count, v);                        \
  } else {                                                                   \
    UNROLL for (int j = 0; j < PARTS(how); ++j) v[j] = JOIN(load_, type)(p, start); \
  }

#endif
