package io.holdfast.platform.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import io.holdfast.platform.startup.CannotStartException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directory that holds everything the embedded database writes, owned by one JVM at a time: an instance
 * holds the lock on {@code holdfast.lock}, which the kernel takes back when the JVM dies, however it dies.
 *
 * @param root absolute
 * @param lock open as long as the directory is ours; closing it gives the directory away
 */
record DataDirectory(Path root, FileChannel lock) {

  static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** Creates the directory if it is absent, and takes the lock. */
  static DataDirectory open(Path configured) {
    Path root = configured.toAbsolutePath().normalize();
    // pg_ctl starts the server through a shell, with the path in double quotes.
    if (root.toString().matches("(?s).*[\"$`\\\\\n].*")) {
      throw new CannotStartException(
          "the data directory " + root + " has one of \" $ ` \\ or a line break in its path. " + CURE);
    }
    Path file = root.resolve("holdfast.lock");
    try {
      Files.createDirectories(root, PRIVATE);
      FileChannel lock =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (!tryLock(lock)) {
        throw inUse(root, file);
      }
      lock.truncate(0).write(ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(UTF_8)));
      return new DataDirectory(root, lock);
    } catch (IOException e) {
      throw new CannotStartException(
          "the data directory " + root + " cannot be used (" + reason(e) + "). " + CURE, e);
    }
  }

  private static final String CURE =
      "Set holdfast.embedded.data-dir to a directory this user may write to, or"
          + " quarkus.datasource.jdbc.url to a PostgreSQL that is running.";

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // held by this very JVM
    }
  }

  private static CannotStartException inUse(Path root, Path file) throws IOException {
    String pid = Files.readString(file, UTF_8).strip();
    return new CannotStartException(
        "another Holdfast"
            + (pid.isEmpty() ? "" : " (process " + pid + ")")
            + " is using the data directory "
            + root
            + ". Stop it first, or set holdfast.embedded.data-dir to another directory, or"
            + " quarkus.datasource.jdbc.url to a PostgreSQL that both may use.");
  }

  Path cluster() {
    return root.resolve("postgres-" + Cluster.VERSION);
  }

  Path programs() {
    return root.resolve("programs");
  }

  Path password() {
    return root.resolve("password");
  }

  Path log() {
    return root.resolve("postgres.log");
  }

  /** Begins a new server log and keeps the one before it, so that two are the most there ever are. */
  void startLog() throws IOException {
    if (Files.exists(log())) {
      Files.move(log(), root.resolve("postgres.log.1"), REPLACE_EXISTING);
    }
  }

  /** The end of the server log, for a message that must say why the server did not start. */
  String logTail() throws IOException {
    if (!Files.exists(log())) {
      return "";
    }
    List<String> lines = Files.readAllLines(log(), UTF_8);
    return String.join("\n  ", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
  }

  /** What went wrong with a file, in words; the JDK's messages are often the bare path. */
  static String reason(IOException e) {
    if (e instanceof AccessDeniedException denied) {
      return "no permission for " + denied.getFile();
    }
    if (e instanceof FileAlreadyExistsException exists) {
      return exists.getFile() + " is not a directory";
    }
    if (e instanceof FileSystemException failed && failed.getReason() != null) {
      return failed.getReason() + ": " + failed.getFile();
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /** Removes a directory with all that is in it, if it is there. */
  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
