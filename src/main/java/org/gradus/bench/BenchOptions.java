package org.gradus.bench;

/**
 * What to measure.
 *
 * @param op the name of the only op to measure, or empty for all
 * @param quick whether sizes are tiny and repeats few: it shows that all runs, and no speed
 */
public record BenchOptions(String op, boolean quick) {}
