/**
 * The {@code gradus} command.
 *
 * <p>Reads the command line, calls the public API of the other packages and prints what they
 * answer. No other package knows that it exists.
 */
@NullMarked
package org.gradus.cli;

import org.jspecify.annotations.NullMarked;
