/** Tests of the OpenCL driver; they are skipped, with a reason, where there is no OpenCL. */
@NullMarked
package org.gradus.opencl;

import org.jspecify.annotations.NullMarked;
