/**
 * Pages about a run that anyone can open: one HTML file with everything in it.
 *
 * <p>Knows what the epochs of a training measured, names and text, and nothing of graphs, devices
 * or how a run was made. A page loads nothing from the network and runs no code but the chart
 * library and its own few lines.
 */
@NullMarked
package org.gradus.report;

import org.jspecify.annotations.NullMarked;
