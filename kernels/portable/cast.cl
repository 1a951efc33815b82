// y = x in another element type: floats are rounded to the nearest, ties to even; to whole numbers
// they go towards zero, i32 at most as far as it goes, u8 then modulo 256, NaN to 0.
//
// Mapping: one item a run of neighbours, eight in cast_aligned. Moves one read and one write of each
// element. Bound by memory.
//
// Assumes in cast_aligned: both begin at multiples of 16 bytes.
#define RUN_vector 8
#include "items.h"

#if IS_INTEGER(FROM) && !IS_INTEGER(TO)
#define CONVERTED(x) to_floats(x)
#elif !IS_INTEGER(FROM) && IS_INTEGER(TO)
#define CONVERTED(x) to_ints_saturated(x)
#else
#define CONVERTED(x) (x)
#endif

#define CAST(name, how)                                                                     \
  KERNEL_(JOIN(JOIN(name, FROM), JOIN(_, TO)))                                              \
  (POINTER(const JOIN(storage_, FROM), x), POINTER(JOIN(storage_, TO), y), const long n) {  \
    BIND(const JOIN(storage_, FROM), x);                                                    \
    BIND(JOIN(storage_, TO), y);                                                            \
    const long i = gid(0) * RUN(how);                                                       \
    const int count = count_of(i, n, RUN(how));                                             \
    if (count <= 0) return;                                                                 \
    LANES_OF(FROM) u[PARTS(how)];                                                           \
    LANES_OF(TO) v[PARTS(how)];                                                             \
    TAKE(how, FROM)(x, i, count, u);                                                        \
    UNROLL for (int j = 0; j < PARTS(how); ++j) v[j] = CONVERTED(u[j]);                     \
    PUT(how, TO)(y, i, count, v);                                                           \
  }

CAST(cast_, lanes)
ALIGNED(CAST(cast_aligned_, vector))
