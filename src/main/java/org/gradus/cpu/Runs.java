package org.gradus.cpu;

import java.util.Arrays;

/** Copies of evenly spaced elements between arrays of one type. */
final class Runs {
  private Runs() {}

  /** Copies {@code count} elements, {@code fromStep} and {@code toStep} apart. */
  static void copy(
      Object from, int at, int fromStep, Object to, int target, int toStep, int count) {
    if (fromStep == 1 && toStep == 1) {
      System.arraycopy(from, at, to, target, count);
      return;
    }
    switch (from) {
      case float[] source -> {
        float[] sink = (float[]) to;
        for (int i = 0; i < count; i++) {
          sink[target + i * toStep] = source[at + i * fromStep];
        }
      }
      case double[] source -> {
        double[] sink = (double[]) to;
        for (int i = 0; i < count; i++) {
          sink[target + i * toStep] = source[at + i * fromStep];
        }
      }
      case short[] source -> {
        short[] sink = (short[]) to;
        for (int i = 0; i < count; i++) {
          sink[target + i * toStep] = source[at + i * fromStep];
        }
      }
      case int[] source -> {
        int[] sink = (int[]) to;
        for (int i = 0; i < count; i++) {
          sink[target + i * toStep] = source[at + i * fromStep];
        }
      }
      case byte[] source -> {
        byte[] sink = (byte[]) to;
        for (int i = 0; i < count; i++) {
          sink[target + i * toStep] = source[at + i * fromStep];
        }
      }
      default -> throw new IllegalArgumentException("no array of elements: " + from.getClass());
    }
  }

  /** Sets elements {@code from} (inclusive) to {@code to} (exclusive) to zero. */
  static void zero(Object array, int from, int to) {
    switch (array) {
      case float[] values -> Arrays.fill(values, from, to, 0);
      case double[] values -> Arrays.fill(values, from, to, 0);
      case short[] values -> Arrays.fill(values, from, to, (short) 0);
      case int[] values -> Arrays.fill(values, from, to, 0);
      case byte[] values -> Arrays.fill(values, from, to, (byte) 0);
      default -> throw new IllegalArgumentException("no array of elements: " + array.getClass());
    }
  }
}
