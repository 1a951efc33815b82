package org.gradus.bench;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was measured of a device, as far as it has come.
 *
 * @param surroundings what has to be known to measure it again
 * @param complete whether all parts asked for are done
 * @param seconds what each part took that was begun
 * @param cublas what the device with cuBLAS is, or why its products were not measured
 * @param suite what the checks came to; null if they were not asked for
 * @param traffic bytes that each memory-bound kernel moves
 * @param ceilings the best that was measured
 * @param ceilingRows the kernels that were measured for the ceilings alone
 * @param kernels the kernels, by family
 * @param data what was trained on; empty if nothing was trained
 * @param training the trainings
 * @param failures what could not be measured, or is wrong
 */
public record DeviceResult(
    Surroundings surroundings,
    boolean complete,
    Map<Part, Double> seconds,
    String cublas,
    @Nullable SuiteResult suite,
    long traffic,
    Ceilings ceilings,
    List<KernelRow> ceilingRows,
    List<KernelRow> kernels,
    String data,
    List<TrainingRow> training,
    List<Failure> failures) {
  /** Keeps unmodifiable copies. */
  public DeviceResult {
    EnumMap<Part, Double> copy = new EnumMap<>(Part.class);
    copy.putAll(seconds);
    seconds = Collections.unmodifiableMap(copy);
    ceilingRows = List.copyOf(ceilingRows);
    kernels = List.copyOf(kernels);
    training = List.copyOf(training);
    failures = List.copyOf(failures);
  }
}
