package io.holdfast.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs as the tests' class path has them, unpacked: {@code initdb}, {@code pg_ctl}
 * and {@code postgres}. Thread-safe.
 */
final class PostgresPrograms {

  private final Path home;
  private final List<String> prefix;

  private PostgresPrograms(Path home, List<String> prefix) {
    this.home = home;
    this.prefix = prefix;
  }

  static PostgresPrograms unpackTo(Path home) throws IOException {
    var machine = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
    var archive = PostgresPrograms.class.getResourceAsStream("/postgres-linux-" + machine + ".txz");
    try (var tar = new TarArchiveInputStream(new XZInputStream(Objects.requireNonNull(archive)))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        var path = home.resolve(entry.getName()).normalize();
        if (entry.isDirectory()) {
          Files.createDirectories(path);
          continue;
        }
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
          Files.copy(tar, path);
          if ((entry.getMode() & 0100) != 0) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
          }
        }
      }
    }
    // PostgreSQL refuses to run as root; in a user namespace of its own, root is somebody else.
    var root = Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    return new PostgresPrograms(home, root ? List.of("unshare", "--user") : List.of());
  }

  /**
   * Runs one of them to its end.
   *
   * @param log what it prints is added to this file
   * @return its exit code
   */
  int run(Path log, Duration limit, String program, String... arguments) throws IOException {
    var command = new ArrayList<>(prefix);
    command.add(home.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("LC_ALL", "C");
    return Command.await(builder.start(), limit);
  }
}
