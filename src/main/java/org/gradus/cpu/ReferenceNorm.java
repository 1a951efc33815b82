package org.gradus.cpu;

import java.util.Arrays;
import org.gradus.op.Fused;
import org.jspecify.annotations.Nullable;

/** Batch and layer normalisation by their definitions, in double. */
final class ReferenceNorm {
  private ReferenceNorm() {}

  /** A group of elements that are normalised together: evenly spaced. */
  private record Group(int start, int step, int count) {
    double mean(Operand x) {
      double sum = 0;
      for (int i = 0; i < count; i++) {
        sum += x.get(at(i));
      }
      return sum / count;
    }

    double variance(Operand x, double mean) {
      double sum = 0;
      for (int i = 0; i < count; i++) {
        double deviation = x.get(at(i)) - mean;
        sum += deviation * deviation;
      }
      return sum / count;
    }

    int at(int i) {
      return start + i * step;
    }
  }

  static Kernel batch(double epsilon, Binding binding) {
    Operand x = binding.in(0);
    Operand y = binding.outOrScratch(0);
    Operand means = binding.outOrScratch(1);
    Operand variances = binding.outOrScratch(2);
    int channels = x.shape().last();
    return () -> {
      for (int channel = 0; channel < channels; channel++) {
        Group group = new Group(channel, channels, x.size() / channels);
        double mean = group.mean(x);
        double variance = group.variance(x, mean);
        means.set(channel, mean);
        variances.set(channel, variance);
        double factor = binding.in(1).get(channel) / Math.sqrt(variance + epsilon);
        double bias = binding.in(2).get(channel);
        for (int i = 0; i < group.count(); i++) {
          y.set(group.at(i), (x.get(group.at(i)) - mean) * factor + bias);
        }
      }
    };
  }

  static Kernel batchGradient(double epsilon, Binding binding) {
    Operand x = binding.in(0);
    Operand scale = binding.in(1);
    Operand dy = binding.in(4);
    Operand dx = binding.outOrScratch(0);
    int channels = x.shape().last();
    return () -> {
      for (int channel = 0; channel < channels; channel++) {
        Group group = new Group(channel, channels, x.size() / channels);
        double mean = binding.in(2).get(channel);
        double rstd = 1 / Math.sqrt(binding.in(3).get(channel) + epsilon);
        double sum = 0;
        double product = 0;
        for (int i = 0; i < group.count(); i++) {
          double gradient = dy.get(group.at(i));
          sum += gradient;
          product += gradient * (x.get(group.at(i)) - mean) * rstd;
        }
        for (int i = 0; i < group.count(); i++) {
          double normal = (x.get(group.at(i)) - mean) * rstd;
          double centred = dy.get(group.at(i)) - (sum + normal * product) / group.count();
          dx.set(group.at(i), scale.get(channel) * rstd * centred);
        }
        set(binding.out(1), channel, product);
        set(binding.out(2), channel, sum);
      }
    };
  }

  static Kernel layer(Fused.LayerNorm norm, Binding binding) {
    Operand x = binding.in(0);
    Operand y = binding.outOrScratch(0);
    int channels = x.shape().last();
    int rows = channels == 0 ? 0 : x.size() / channels;
    return () -> {
      for (int row = 0; row < rows; row++) {
        Group group = new Group(row * channels, 1, channels);
        double mean = norm.centred() ? group.mean(x) : 0;
        double rstd = 1 / Math.sqrt(group.variance(x, mean) + norm.epsilon());
        set(binding.out(1), row, mean);
        set(binding.out(2), row, rstd);
        for (int i = 0; i < channels; i++) {
          double normal = (x.get(group.at(i)) - mean) * rstd;
          y.set(group.at(i), binding.in(1).get(i) * normal + binding.in(2).get(i));
        }
      }
    };
  }

  static Kernel layerGradient(Fused.LayerNormGradient norm, Binding binding) {
    Operand x = binding.in(0);
    Operand scale = binding.in(1);
    Operand dy = binding.in(4);
    Operand dx = binding.outOrScratch(0);
    int channels = x.shape().last();
    int rows = channels == 0 ? 0 : x.size() / channels;
    double[] scales = new double[channels];
    double[] biases = new double[channels];
    return () -> {
      Arrays.fill(scales, 0);
      Arrays.fill(biases, 0);
      for (int row = 0; row < rows; row++) {
        double mean = binding.in(2).get(row);
        double rstd = binding.in(3).get(row);
        double sum = 0;
        double product = 0;
        for (int i = 0; i < channels; i++) {
          double normal = (x.get(row * channels + i) - mean) * rstd;
          double gradient = dy.get(row * channels + i);
          scales[i] += gradient * normal;
          biases[i] += gradient;
          sum += norm.centred() ? gradient * scale.get(i) : 0;
          product += gradient * scale.get(i) * normal;
        }
        for (int i = 0; i < channels; i++) {
          double normal = (x.get(row * channels + i) - mean) * rstd;
          double gradient = dy.get(row * channels + i) * scale.get(i);
          dx.set(row * channels + i, rstd * (gradient - (sum + normal * product) / channels));
        }
      }
      for (int i = 0; i < channels; i++) {
        set(binding.out(1), i, scales[i]);
        set(binding.out(2), i, biases[i]);
      }
    };
  }

  private static void set(@Nullable Operand operand, int at, double value) {
    if (operand != null) {
      operand.set(at, value);
    }
  }
}
