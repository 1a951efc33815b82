package org.gradus.init;

import org.gradus.graph.Initial;
import org.gradus.graph.Variable;
import org.gradus.random.Philox;
import org.gradus.random.Streams;

/**
 * Rows at right angles to each other, each {@code gain} long; where a weight has more rows than
 * columns, its columns are. Such a weight keeps lengths, however many follow one another (Saxe,
 * McClelland and Ganguli, 2014).
 *
 * <p>Normal numbers are made orthogonal by Gram and Schmidt's method, applied twice to each row, as
 * once would leave rounding errors that grow. All rotations and reflections are equally likely.
 */
record Orthogonal(double gain) implements Initial {
  @Override
  public void fill(Variable variable, long seed, float[] values) {
    Fan fan = Fan.of("orthogonal", variable); // only matrices
    int columns = (int) fan.in();
    int rows = values.length / columns;
    boolean wide = rows <= columns;
    int stream = Streams.of("init/" + variable.name());
    double[][] vectors = new double[Math.min(rows, columns)][Math.max(rows, columns)];
    for (int i = 0; i < vectors.length; i++) {
      for (int j = 0; j < vectors[i].length; j++) {
        int at = wide ? i * columns + j : j * columns + i;
        vectors[i][j] = Philox.normal(seed, stream, 0, at);
      }
      straighten(vectors, i);
      straighten(vectors, i);
      for (int j = 0; j < vectors[i].length; j++) {
        values[wide ? i * columns + j : j * columns + i] = (float) (gain * vectors[i][j]);
      }
    }
  }

  /** Takes from a vector what it has in common with those before, and makes its length 1. */
  private static void straighten(double[][] vectors, int last) {
    double[] vector = vectors[last];
    for (int i = 0; i < last; i++) {
      add(-dot(vector, vectors[i]), vectors[i], vector);
    }
    double length = Math.sqrt(dot(vector, vector));
    for (int j = 0; j < vector.length; j++) {
      vector[j] /= length;
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  private static void add(double factor, double[] some, double[] to) {
    for (int j = 0; j < to.length; j++) {
      to[j] += factor * some[j];
    }
  }
}
