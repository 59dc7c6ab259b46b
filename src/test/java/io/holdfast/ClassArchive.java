package io.holdfast;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The service's classes as a file that a JVM maps instead of reading and verifying them, which
 * saves a quarter of what a start costs. The first process of tests that needs it makes it, from a
 * service that it starts and stops; the others wait.
 */
final class ClassArchive {

  /** Set by tests that start many services, and by drills: the images have an archive as well. */
  private static final @Nullable String PLACE = System.getProperty("class.archive");

  private static boolean making;

  private ClassArchive() {}

  /** Where it is; null where none is to be used. */
  static synchronized @Nullable Path of(Path jar) {
    if (PLACE == null || making) {
      return null;
    }
    var archive = Path.of(PLACE);
    making = true;
    try (var file = FileChannel.open(Path.of(archive + ".lock"), CREATE, WRITE);
        var lock = file.lock()) {
      if (lock.isValid() && !isOf(jar, archive)) {
        make(archive);
      }
      return archive;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      making = false;
    }
  }

  private static boolean isOf(Path jar, Path archive) throws IOException {
    return Files.exists(archive)
        && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) > 0;
  }

  private static void make(Path archive) throws IOException {
    var unfinished = Path.of(archive + ".new");
    var launch =
        ServiceProcess.in(Files.createTempDirectory("classes"))
            .onTestDatabase()
            .withJvmArgument("-XX:ArchiveClassesAtExit=" + unfinished);
    try (var service = launch.startReady()) {
      service.terminate();
    }
    Files.move(unfinished, archive, ATOMIC_MOVE);
  }
}
