package org.gradus.train;

/**
 * How a model does on a data set.
 *
 * @param loss over all samples: their mean, by class weights and without ignored labels where the
 *     loss has such, or their sum
 * @param accuracy the share of samples whose largest output is at their label
 * @param samples how many samples were judged: all of the data set
 */
public record Evaluation(double loss, double accuracy, int samples) {}
