/** An independent way to compute graphs: slow, in double, written for tests alone. */
@NullMarked
package org.gradus.oracle;

import org.jspecify.annotations.NullMarked;
