package org.gradus.train;

/**
 * How a model does on a data set.
 *
 * @param loss the mean over all samples
 * @param accuracy the share of samples whose largest output is at their label
 * @param samples how many samples were judged: all of the data set
 */
public record Evaluation(double loss, double accuracy, int samples) {}
