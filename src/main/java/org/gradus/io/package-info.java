/**
 * Files: safetensors, IDX and npy, and writing that a kill or a full disk never leaves half done.
 *
 * <p>Every file is input to distrust: sizes are checked against the file before anything is
 * allocated, and whatever is wrong becomes a {@link org.gradus.io.DataException} that names the
 * file, what was expected and what was found. The package must not know data sets, graphs, models
 * or devices; of Gradus it imports {@code op}'s types alone.
 */
@NullMarked
package org.gradus.io;

import org.jspecify.annotations.NullMarked;
