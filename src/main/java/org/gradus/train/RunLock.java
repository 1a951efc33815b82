package org.gradus.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.gradus.io.DataException;
import org.jspecify.annotations.Nullable;

/**
 * The right to write to a folder, which one training at a time has, in this process or another.
 *
 * <p>It is the system's lock of a hidden file, so it ends with the process, however that ends. The
 * file itself stays: to remove it could take it from under a training that is about to lock it.
 */
final class RunLock implements AutoCloseable {
  /** The file that is locked; it is empty. */
  static final String FILE = ".lock";

  /**
   * The folders this process has locked. POSIX gives up a process's lock of a file as soon as the
   * process closes any channel of that file, so a second one must not even be opened.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;

  private RunLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Locks a folder that is there.
   *
   * @throws DataException if another training has it, or the file cannot be made or locked
   */
  static RunLock take(Path folder) {
    try {
      Path real = folder.toRealPath();
      if (!HELD.add(real)) {
        throw taken(folder);
      }
      FileChannel channel = null;
      try {
        channel = open(real);
      } finally {
        if (channel == null) {
          HELD.remove(real);
        }
      }
      if (channel == null) {
        throw taken(folder);
      }
      return new RunLock(real, channel);
    } catch (IOException e) {
      throw DataException.failed("lock", folder, e);
    }
  }

  /** Returns the locked file, or null if another process has locked it. */
  private static @Nullable FileChannel open(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Locked by this process, by other code than this.
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    return lock == null ? null : channel;
  }

  private static DataException taken(Path folder) {
    return new DataException("another training writes to " + folder + "; let it end or stop it");
  }

  /** Lets others write to the folder; a second call does nothing. */
  @Override
  public void close() {
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.close(); // and the lock with it
    } catch (IOException e) {
      throw DataException.failed("unlock", folder, e);
    } finally {
      HELD.remove(folder);
    }
  }
}
