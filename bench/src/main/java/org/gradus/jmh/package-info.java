/** JMH benchmarks of the host's code; they know the public API only. */
@NullMarked
package org.gradus.jmh;

import org.jspecify.annotations.NullMarked;
