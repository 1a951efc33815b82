/** JMH benchmarks of the host's code; they know the public API only. */
@NullMarked
package org.gradus.bench;

import org.jspecify.annotations.NullMarked;
