/** Tests of the pages about runs. */
@NullMarked
package org.gradus.report;

import org.jspecify.annotations.NullMarked;
