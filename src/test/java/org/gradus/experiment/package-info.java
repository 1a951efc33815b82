@NullMarked
package org.gradus.experiment;

import org.jspecify.annotations.NullMarked;
