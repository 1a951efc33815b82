/** Tests of the assertions for users. */
@NullMarked
package org.gradus.junit;

import org.jspecify.annotations.NullMarked;
