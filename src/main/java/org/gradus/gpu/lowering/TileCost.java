package org.gradus.gpu.lowering;

/**
 * What a tile of a kernel costs a multiprocessor.
 *
 * @param groups how many groups a multiprocessor holds at a time
 * @param rate multiplications with additions that these do in a cycle at the most, all together
 * @param stepCycles cycles that a group which has the multiprocessor for itself takes for one step
 *     of K at the least: what is left of the time that memory takes to answer
 * @param step elements of such a step
 */
record TileCost(int groups, double rate, double stepCycles, int step) {}
