/**
 * Schedules: the learning rate of each step, which the host writes ahead into a table the recorded
 * step reads. The package knows no other.
 */
@NullMarked
package org.gradus.schedule;

import org.jspecify.annotations.NullMarked;
