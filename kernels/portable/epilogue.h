// The end of a matrix product: what is done to its sums before they are stored, the same in every
// kernel of products. Which parts there are is said at run time, by the bits of `parts`:
//
//   v = sum + bias        BIASED       bias (N)
//   v = v + added         ADDS_FIRST   added (batch, M, N)
//   saved = v             KEEPS        saved (batch, M, N), what the backward pass wants
//   v = f(v)              a function, if not -1
//   v = v f'(..)          DERIVES      instead: the chain rule from saved, which is f's argument or result
//   v = v + added         ADDS_LAST
//   y = v
//
// and, beside the product, SUMS_A or SUMS_B: totals, the sums over K of an operand whose rows in memory
// are steps of K. bias, added, saved and y with totals are f32, bf16 or f16 each by two bits of `parts`;
// all arithmetic is in f32, and a value is rounded once, where it is stored. y may not be added or saved.
#ifndef GRADUS_EPILOGUE_H
#define GRADUS_EPILOGUE_H
#include "functions.h"
#include "quads.h"

#define BIASED 1
#define ADDS_FIRST 2
#define KEEPS 4
#define DERIVES 8
#define ADDS_LAST 16
#define SUMS_A 32
#define SUMS_B 64
#define TYPE_OF_Y(parts) ((parts) >> 8 & 3)
#define TYPE_OF_BIAS(parts) ((parts) >> 10 & 3)
#define TYPE_OF_ADDED(parts) ((parts) >> 12 & 3)
#define TYPE_OF_SAVED(parts) ((parts) >> 14 & 3)
#define IN_f32 0
#define IN_bf16 1
#define IN_f16 2
#define IN_tf32 IN_f32

// The parameters of kernels of products behind their operands, and the ending made of them.
#define PRODUCT_PARAMETERS                                                                      \
  POINTER(const uchar, bias), POINTER(const uchar, added), POINTER(uchar, saved),               \
      POINTER(uchar, y), POINTER(uchar, totals), POINTER(float, partial), const long m,         \
      const long n, const long k, const int slices, const long slice, const int parts,          \
      const int function, const float parameter
#define BIND_ENDING(name) \
  BIND(const uchar, bias);   \
  BIND(const uchar, added);  \
  BIND(uchar, saved);        \
  BIND(uchar, y);            \
  BIND(uchar, totals);       \
  BIND(float, partial);      \
  const ending name = {bias, added, saved, y, totals, partial, parts, function, parameter};

typedef struct {
  const GLOBAL uchar *bias;
  const GLOBAL uchar *added;
  GLOBAL uchar *saved;
  GLOBAL uchar *y;
  GLOBAL uchar *totals;
  GLOBAL float *partial;  // sums of slices of K, and behind them totals of slices
  int parts;
  int function;  // the kind of UnaryKind, or -1
  float parameter;
} ending;

// Whether all there is to do is to store sums in a type.
DEVICE int is_plain(const ending *end, const int type) {
  const int done = BIASED | ADDS_FIRST | KEEPS | DERIVES | ADDS_LAST;
  return (end->parts & done) == 0 && end->function < 0 && TYPE_OF_Y(end->parts) == type;
}

DEVICE int bytes_of(const int type) { return type == IN_f32 ? 4 : 2; }

// Element i of memory of a type that is the same for all items.
DEVICE float load_as(const int type, const GLOBAL uchar *p, const long i) {
  if (type == IN_f32) return load_f32((const GLOBAL float *)p, i);
  if (type == IN_bf16) return load_bf16((const GLOBAL ushort *)p, i);
  return load_f16((const GLOBAL ushort *)p, i);
}

DEVICE void store_as(const int type, GLOBAL uchar *p, const long i, const float value) {
  if (type == IN_f32) {
    store_f32((GLOBAL float *)p, i, value);
  } else if (type == IN_bf16) {
    store_bf16((GLOBAL ushort *)p, i, value);
  } else {
    store_f16((GLOBAL ushort *)p, i, value);
  }
}

#if LANES == 1  // what follows is for items that are lanes themselves

#ifndef STORE_QUAD_BF16  // else there are instructions for it
#define STORE_QUAD_BF16 store_quad_bf16
#define STORE_QUAD_F16 store_quad_f16
#endif

// Up to four neighbours from element i on, of which `count` are there; all at once if `whole`, and then
// i is a multiple of four elements.
DEVICE void load_some_as(const int type, const GLOBAL uchar *p, const long i, const long count,
                         const int whole, const int width, float *v) {
  if (whole) {
    if (type == IN_f32) {
      load_quad_f32((const GLOBAL float *)p + i, v);
    } else if (type == IN_bf16) {
      load_quad_bf16((const GLOBAL ushort *)p + i, v);
    } else {
      load_quad_f16((const GLOBAL ushort *)p + i, v);
    }
  } else {
    UNROLL for (int l = 0; l < width; ++l) v[l] = l < count ? load_as(type, p, i + l) : 0.0f;
  }
}

DEVICE void store_some_as(const int type, GLOBAL uchar *p, const long i, const long count,
                          const int whole, const int width, const float *v) {
  if (whole) {
    if (type == IN_f32) {
      store_quad_f32((GLOBAL float *)p + i, v);
    } else if (type == IN_bf16) {
      STORE_QUAD_BF16((GLOBAL ushort *)p + i, v);
    } else {
      STORE_QUAD_F16((GLOBAL ushort *)p + i, v);
    }
  } else {
    UNROLL for (int l = 0; l < width; ++l)
      if (l < count) store_as(type, p, i + l, v[l]);
  }
}

DEVICE void add_others(const ending *end, const long at, const long count, const int whole,
                       const int width, float *v) {
  float other[4];
  load_some_as(TYPE_OF_ADDED(end->parts), end->added, at, count, whole, width, other);
  UNROLL for (int l = 0; l < width; ++l) v[l] += other[l];
}

// The function or the chain rule of `width` values, which pass by the first place in turn: so all the
// functions are written out once, for a register has no index.
DEVICE void apply_function(const ending *end, const int width, const float *saved, float *v) {
  float s[4];
  UNROLL for (int l = 0; l < width; ++l) s[l] = saved[l];
  ROLLED for (int turn = 0; turn < width; ++turn) {
    const float first = (end->parts & DERIVES) != 0
                            ? chain(end->function, s[0], v[0], end->parameter)
                            : activate(end->function, v[0], end->parameter);
    UNROLL for (int l = 0; l < width - 1; ++l) {
      v[l] = v[l + 1];
      s[l] = s[l + 1];
    }
    v[width - 1] = first;
  }
}

// Finishes and stores the sums v of element `at` of the result, in column `column`, and of its
// neighbours up to `width`, a constant of at most 4; of them `count` are there. See load_some_as.
DEVICE void finish_some(const ending *end, const long at, const long column, const long count,
                        const int whole, const int width, float *v) {
  const int parts = end->parts;
  if ((parts & BIASED) != 0) {
    UNROLL for (int l = 0; l < width; ++l)
      if (l < count) v[l] += load_as(TYPE_OF_BIAS(parts), end->bias, column + l);
  }
  if ((parts & ADDS_FIRST) != 0) add_others(end, at, count, whole, width, v);
  if ((parts & KEEPS) != 0) store_some_as(TYPE_OF_SAVED(parts), end->saved, at, count, whole, width, v);
  if (end->function >= 0) {
    float s[4] = {0.0f, 0.0f, 0.0f, 0.0f};
    if ((parts & DERIVES) != 0)
      load_some_as(TYPE_OF_SAVED(parts), end->saved, at, count, whole, width, s);
    apply_function(end, width, s, v);
  }
  if ((parts & ADDS_LAST) != 0) add_others(end, at, count, whole, width, v);
  store_some_as(TYPE_OF_Y(parts), end->y, at, count, whole, width, v);
}

#endif
#endif
