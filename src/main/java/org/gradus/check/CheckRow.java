package org.gradus.check;

/**
 * What one check found about one case.
 *
 * @param caseName the case
 * @param op the name of the op it covers
 * @param check which check, such as {@code gradient} or {@code f32}
 * @param passed whether every value lay within its bound
 * @param error the error that came nearest to its bound; 0 where bits are compared and agree
 * @param bound that value's bound
 * @param seconds how long it took
 * @param message what is wrong where, with the seed that repeats it; empty if nothing is
 */
public record CheckRow(
    String caseName,
    String op,
    String check,
    boolean passed,
    double error,
    double bound,
    double seconds,
    String message) {}
