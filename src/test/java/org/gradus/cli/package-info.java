/** Tests of the command line, in the process and with captured output. */
@NullMarked
package org.gradus.cli;

import org.jspecify.annotations.NullMarked;
