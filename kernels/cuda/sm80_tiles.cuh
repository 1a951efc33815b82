// Tiles of matrices on their way to tensor cores: from global memory to shared memory by cp.async, and
// from there to fragments by ldmatrix.
//
// A tile is `edge` rows or columns of an operand by TILE_K steps of K, in shared memory as chunks of 16
// bytes. Memory of the operand runs either along K, then a row of the tile is one row or column of the
// operand and TILE_K long, or across, along the edge, then it is one step of K and `edge` long. The
// chunks of a row are permuted, so that the eight rows that ldmatrix reads at once, and those that one
// instruction writes, lie in different banks:
//
//   along   4 chunks a row; chunk c of row r lies at place c ^ (r / 2) % 4. Two rows fill the banks.
//   across  8 chunks a row or more; chunk c of row k lies at place c ^ k % 8. Elements of 32 bits, which
//           ldmatrix cannot transpose, are read one by one from four rows and two chunks at a time:
//           there it is c ^ 2 (k % 4).
#ifndef GRADUS_SM80_TILES_CUH
#define GRADUS_SM80_TILES_CUH

#include "tensor_types.cuh"

#define CHUNK (16 / (int)sizeof(T))  // elements
#define CHUNKS_K 4
#define TILE_K (CHUNKS_K * CHUNK)
#define STEPS (CHUNKS_K / 2)  // products of fragments take two chunks of K at a time

// Where a chunk lies in a tile, in bytes.
template <int EDGE, bool ACROSS>
DEVICE int place_of(int row, int chunk) {
  if (!ACROSS) return (row * CHUNKS_K + (chunk ^ (row / 2) % CHUNKS_K)) * 16;
  return (row * (EDGE / CHUNK) + (chunk ^ (sizeof(T) == 4 ? 2 * (row % 4) : row % 8))) * 16;
}

// `count` elements of x, from 0 to CHUNK, and zeros, as a chunk, which is read element by element: rows
// of an odd number of 16-bit elements do not begin at multiples of 4 bytes.
DEVICE uint4 loose_chunk(const T *x, int count) {
  uint words[4];
  UNROLL for (int i = 0; i < 4; ++i) {
    words[i] = 0;
    UNROLL for (int j = 0; j < CHUNK / 4; ++j) {
      const int at = i * (CHUNK / 4) + j;
      if (at < count) words[i] |= (uint)((const ushort *)x)[at] << 16 * j;
    }
  }
  return make_uint4(words[0], words[1], words[2], words[3]);
}

// What the rows of an operand begin at in memory: multiples of 16 bytes, of 4, or of an element.
enum alignment { CHUNKS, WORDS, ELEMENTS };

DEVICE alignment alignment_of(const T *x, long pitch) {
  const size_t all = (size_t)x | (size_t)(pitch * (long)sizeof(T));
  return all % 16 == 0 ? CHUNKS : all % 4 == 0 ? WORDS : ELEMENTS;
}

// Begins to copy the part of a tile that this item brings. `left` rows or columns and `depth` steps of K
// are there; what lies outside is zero. pitch is the distance of rows in memory.
template <int EDGE, bool ACROSS, int ITEMS>
DEVICE void fetch(shared_address tile, const T *x, long pitch, long left, long depth, alignment aligned) {
  const int run = ACROSS ? EDGE / CHUNK : CHUNKS_K;
  const int rows = ACROSS ? TILE_K : EDGE;
  const int first = lid(0) / run;
  const int chunk = lid(0) % run;
  const long inside = (ACROSS ? left : depth) - chunk * CHUNK;
  UNROLL for (int i = 0; i < rows * run / ITEMS; ++i) {
    const int row = first + i * (ITEMS / run);
    const int count = row < (ACROSS ? depth : left) ? (int)max(0L, min(inside, (long)CHUNK)) : 0;
    const T *from = x + row * pitch + chunk * CHUNK;
    const shared_address to = tile + place_of<EDGE, ACROSS>(row, chunk);
    if (aligned == CHUNKS) {
      cp_async_16(to, from, count * (int)sizeof(T));
    } else if (aligned == WORDS) {
      UNROLL for (int word = 0; word < 4; ++word)
        cp_async_4(to + 4 * word, (const char *)from + 4 * word,
                   max(0, min(4, count * (int)sizeof(T) - 4 * word)));
    } else {
      store_shared(to, loose_chunk(from, count));
    }
  }
}

// The four 8 x 8 matrices, or 8 x 4 of 32-bit elements, of 16 rows or columns of the edge from
// `from` + `at` on and of step `step` of the tile: r[0] the first eight and the first chunk, r[1] the
// other eight, r[2] and r[3] the same of the second chunk. What a lane gets of each is what mma wants of
// either operand. `from`, which is the warp's, is a multiple of 32.
template <int EDGE, bool ACROSS>
DEVICE void fragments(uint *r, shared_address tile, int from, int at, int step) {
  const int lane = lid(0) % 32;
  if (!ACROSS) {
    ldmatrix_x4(r, tile + place_of<EDGE, ACROSS>(from + at + lane % 16, 2 * step + lane / 16));
  } else if (sizeof(T) == 2) {
    const int k = (2 * step + lane / 16) * CHUNK + lane % 8;
    ldmatrix_x4_trans(r, tile + place_of<EDGE, ACROSS>(k, (from + at) / CHUNK + lane / 8 % 2));
  } else {
    // As place_of has it, in few registers: the permutation of a lane's rows is the same in all of
    // them, and moves pairs of chunks within eight.
    const int t = lane % 4;
    const shared_address own = tile + (t * EDGE + from + lane / 4) * 4;
    UNROLL for (int i = 0; i < 4; ++i)
      r[i] = load_shared(own + (2 * step + i / 2) * 4 * EDGE * 4 + ((at / 4 + i % 2 * 2) ^ 2 * t) * 16);
  }
#if TYPE == IS_tf32
  UNROLL for (int i = 0; i < 4; ++i) r[i] = cvt_rna_tf32(r[i]);
#endif
}

// sum += the product of fragments of 16 rows by 8 columns.
DEVICE void multiply_add(float *sum, const uint *a, const uint *b) {
#if TYPE == IS_bf16
  mma_m16n8k16_bf16(sum, a, b);
#elif TYPE == IS_f16
  mma_m16n8k16_f16(sum, a, b);
#else
  mma_m16n8k8_tf32(sum, a, b);
#endif
}

#endif
