package org.gradus.report;

/**
 * One row of the model table.
 *
 * @param name as in the names of its parameters, such as {@code 0} or {@code head}
 * @param kind what it is, such as {@code Dense}
 * @param output shape of what it yields for a batch, such as {@code [B, 256]}
 * @param parameters how many numbers it learns
 * @param operations of the forward pass over a batch
 * @param keptBytes of the values of a batch that the backward pass reads
 */
public record LayerRow(
    String name, String kind, String output, long parameters, double operations, long keptBytes) {}
