// A step of an optimizer over a flat arena of all parameters, in one launch.
//
// A file says how many numbers of a step the elements share and how an element follows its gradient,
// and then names its kernels:
//
//   #define NUMBERS 0                                               // at most 4
//   #include "optimizer.h"
//   enum { MOMENTUM };                                              // settings k[0], k[1], ...
//   DEVICE void follow(Element *x, const float *k, const float *now, float rate, const int variant) {
//     x->a = fma(x->a, (floats)(k[MOMENTUM]), x->g);
//     x->w = fma(x->a, (floats)(-rate), x->w);
//   }
//   OPTIMIZER(momentum, 1, 0)                                       // name, slots, variant
//
// Where there are numbers, begin(k, t, now) computes them from the settings and the number t of the
// step, 1 for the first.
//
// What comes before a rule is here: the rate is entry `step mod count` of rates (count) taken times
// the factor of the element's span; a gradient is multiplied by `scale`, clipped to `bound` and
// takes L2 decay, or its weight decays by itself:
//
//   g' = clip(scale g) + decay w      w' = w                     if not decoupled
//   g' = clip(scale g) + 0 w          w' = w (1 - rate decay)    if decoupled
//
// g, w and slots a, b, c (n). Where ok is 0 nothing is written. spans holds `regions` times (first
// element, factor, decay), the last two as bits of floats, in rising order from 0; spans begin at
// multiples of 16 elements, so what is accessed at once lies in one.
//
// Mapping: see runs.h: 16 bytes an item, on a processor a run of elements. On a GPU item 0 of a group
// computes the numbers of the step for all. Moves each element of g once, of w and the slots twice;
// bound by memory.
#ifndef GRADUS_OPTIMIZER_H
#define GRADUS_OPTIMIZER_H
#include "runs.h"

typedef struct {
  floats w;
  floats g;
  floats a;
  floats b;
  floats c;
} Element;

// Elements that are treated alike, from `from` up to `end`.
typedef struct {
  long from;
  long end;
  float factor;
  float decay;
} Span;

// Entry `step mod count` of the table of learning rates.
DEVICE float rate_of(const GLOBAL T *rates, int count, int step) {
  const int at = step % count;
  return load(rates, at < 0 ? at + count : at);
}

DEVICE Span span_at(const GLOBAL int *spans, int regions, int index, long n) {
  Span span;
  span.from = spans[3 * index];
  span.end = index + 1 < regions ? (long)spans[3 * index + 3] : n;
  span.factor = from_bits((uint)spans[3 * index + 1]);
  span.decay = from_bits((uint)spans[3 * index + 2]);
  return span;
}

// The span that element i lies in; mostly the one that an item was in before.
DEVICE void enter_span(Span *span, const GLOBAL int *spans, int regions, long i, long n) {
  if (i >= span->from && i < span->end) return;
  int low = 0;
  for (int high = regions; high - low > 1;) {
    const int middle = (low + high) / 2;
    if (spans[3 * middle] <= i) {
      low = middle;
    } else {
      high = middle;
    }
  }
  *span = span_at(spans, regions, low, n);
}

// Computes `now` once for a group.
#if NUMBERS == 0
#define SHARE_NUMBERS const float *const now = k
#elif defined(CPU)
#define SHARE_NUMBERS  \
  float now[NUMBERS];  \
  begin(k, (float)step[0] + 1.0f, now)
#else
#define SHARE_NUMBERS                                                    \
  LOCAL float shared[NUMBERS];                                           \
  float now[NUMBERS];                                                    \
  if (lid(0) == 0) {                                                     \
    begin(k, (float)step[0] + 1.0f, now);                                \
    UNROLL for (int j = 0; j < NUMBERS; ++j) shared[j] = now[j];         \
  }                                                                      \
  BARRIER();                                                             \
  UNROLL for (int j = 0; j < NUMBERS; ++j) now[j] = shared[j]
#endif

// Does what(slot, how) for each of a number of slots.
#define SLOTS_0(what, how)
#define SLOTS_1(what, how) what(a, how)
#define SLOTS_2(what, how) what(a, how) what(b, how)
#define SLOTS_3(what, how) what(a, how) what(b, how) what(c, how)

#define SLOT_PARAMETER(slot, how) POINTER(T, slot),
#define SLOT_BIND(slot, how) BIND(T, slot);
#define SLOT_TAKE(slot, how)                   \
  LANES_OF(DTYPE) slot##_values[PARTS(how)];   \
  TAKE(how, DTYPE)(slot, at, some, slot##_values);
#define SLOT_IN(slot, how) x.slot = slot##_values[j];
#define SLOT_OUT(slot, how) slot##_values[j] = x.slot;
#define SLOT_PUT(slot, how) PUT(how, DTYPE)(slot, at, some, slot##_values);

#define STEP(slots, how, i, count)                                                  \
  const long at = i;                                                                \
  const int some = count;                                                           \
  LANES_OF(DTYPE) w_values[PARTS(how)];                                             \
  LANES_OF(DTYPE) g_values[PARTS(how)];                                             \
  TAKE(how, DTYPE)(w, at, some, w_values);                                          \
  TAKE(how, DTYPE)(g, at, some, g_values);                                          \
  SLOTS_##slots(SLOT_TAKE, how)                                                     \
  enter_span(&span, spans, regions, at, n);                                         \
  const float r = rate * span.factor;                                               \
  const float l2 = decoupled ? 0.0f : span.decay;                                   \
  const float shrink = decoupled ? fma(-r, span.decay, 1.0f) : 1.0f;                \
  UNROLL for (int j = 0; j < PARTS(how); ++j) {                                     \
    Element x;                                                                      \
    x.w = w_values[j] * shrink;                                                     \
    x.g = at_least(at_most(g_values[j] * multiplier, bound), -bound);               \
    x.g = fma(w_values[j], (floats)(l2), x.g);                                      \
    SLOTS_##slots(SLOT_IN, how)                                                     \
    follow(&x, k, now, r, variant);                                                 \
    w_values[j] = x.w;                                                              \
    SLOTS_##slots(SLOT_OUT, how)                                                    \
  }                                                                                 \
  SLOTS_##slots(SLOT_PUT, how)                                                      \
  PUT(how, DTYPE)(w, at, some, w_values)
#define STEP_0(how, i, count) STEP(0, how, i, count)
#define STEP_1(how, i, count) STEP(1, how, i, count)
#define STEP_2(how, i, count) STEP(2, how, i, count)
#define STEP_3(how, i, count) STEP(3, how, i, count)

// The kernel `name` of a rule that has so many slots; k0 and so on are the rule's settings.
#define OPTIMIZER(name, slots, which)                                                          \
  KERNEL(name)(POINTER(const T, g), POINTER(const T, rates), POINTER(const int, step),         \
               POINTER(const T, scale), POINTER(const uchar, ok), POINTER(T, w),               \
               SLOTS_##slots(SLOT_PARAMETER, ) POINTER(const int, spans), const long n,        \
               const int vectors, const int count, const int regions, const float bound,       \
               const int decoupled, const float k0, const float k1, const float k2,            \
               const float k3, const float k4, const float k5, const float k6,                 \
               const float k7) {                                                               \
    BIND(const T, g);                                                                          \
    BIND(const T, rates);                                                                      \
    BIND(const int, step);                                                                     \
    BIND(const T, scale);                                                                      \
    BIND(const uchar, ok);                                                                     \
    BIND(T, w);                                                                                \
    SLOTS_##slots(SLOT_BIND, )                                                                 \
    BIND(const int, spans);                                                                    \
    const int variant = which;                                                                 \
    const float k[] = {k0, k1, k2, k3, k4, k5, k6, k7};                                        \
    SHARE_NUMBERS;                                                                             \
    if (ok[0] == 0) return;                                                                    \
    const float rate = rate_of(rates, count, step[0]);                                         \
    const float multiplier = load(scale, 0);                                                   \
    Span span = span_at(spans, regions, 0, n);                                                 \
    EACH_PART(STEP_##slots, n)                                                                 \
  }

#endif
