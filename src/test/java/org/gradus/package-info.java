/** Tests of the whole: the architecture and the launcher. */
@NullMarked
package org.gradus;

import org.jspecify.annotations.NullMarked;
