package org.gradus.gpu.lowering;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gradus.gpu.launch.Place;
import org.gradus.gpu.launch.Region;

/** The numbers a plan's kernels read from {@link Region.Tables}, each list stored once. */
final class Tables {
  private final Map<List<Integer>, Integer> starts = new HashMap<>();
  private int[] numbers = new int[64];
  private int size;

  /** Where {@code values} lie. */
  Place place(int... values) {
    List<Integer> key = Arrays.stream(values).boxed().toList();
    int start = starts.computeIfAbsent(key, absent -> append(values));
    return new Place(new Region.Tables(), (long) start * Integer.BYTES);
  }

  private int append(int[] values) {
    int start = size;
    size += values.length;
    if (size > numbers.length) {
      numbers = Arrays.copyOf(numbers, Math.max(size, 2 * numbers.length));
    }
    System.arraycopy(values, 0, numbers, start, values.length);
    return start;
  }

  /** All numbers, in the order of their places. */
  int[] numbers() {
    return Arrays.copyOf(numbers, size);
  }
}
