package org.gradus.gpu.lowering;

import java.util.ArrayList;
import java.util.List;
import org.gradus.gpu.launch.Grid;
import org.gradus.gpu.launch.Place;
import org.gradus.op.View;

/**
 * Values laid into one vector. Those that were computed in their places stay there; what lies
 * between becomes zero, all of it in one launch.
 */
final class Packs {
  private static final int GROUP = 256;
  private static final int PROCESSOR_GROUP = 16;

  /** Longer gaps are cut, so that no group has much more to do than others. */
  private static final int LONGEST_GAP = 1 << 14;

  private Packs() {}

  static void lower(View.Pack op, StepCode code) {
    Copies copies = new Copies(code, code.outputType(0));
    int elementBytes = code.outputType(0).bytes();
    List<Integer> gaps = new ArrayList<>();
    int end = 0;
    for (int i = 0; i < op.offsets().size(); i++) {
      int start = op.offsets().get(i);
      int size = Math.toIntExact(code.inputShape(i).size());
      Place to = code.output(0).plus((long) start * elementBytes);
      if (!code.input(i).equals(to)) {
        copies.copy(code.input(i), to, Axes.of(new int[] {size}, new long[] {1}, new long[] {1}));
      }
      addGap(end, start, gaps);
      end = start + size;
    }
    addGap(end, op.length(), gaps);
    fill(gaps, elementBytes, code);
  }

  private static void addGap(int from, int end, List<Integer> gaps) {
    for (int start = from; start < end; start += Math.min(LONGEST_GAP, end - start)) {
      gaps.add(start);
      gaps.add(Math.min(LONGEST_GAP, end - start));
    }
  }

  private static void fill(List<Integer> gaps, int elementBytes, StepCode code) {
    if (gaps.isEmpty()) {
      return;
    }
    int elements = 0;
    for (int i = 1; i < gaps.size(); i += 2) {
      elements += gaps.get(i);
    }
    boolean cpu = code.traits().cpu();
    code.call(Copies.program("pad", code.outputType(0), code.traits()).kernel("fill_gaps"))
        .pointer(code.output(0), elementBytes)
        .table(gaps.stream().mapToInt(Integer::intValue).toArray())
        .moves((long) elements * elementBytes)
        .over(Grid.groups(gaps.size() / 2, cpu ? PROCESSOR_GROUP : GROUP));
  }
}
