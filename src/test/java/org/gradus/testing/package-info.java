/** What tests of every package share. */
@NullMarked
package org.gradus.testing;

import org.jspecify.annotations.NullMarked;
