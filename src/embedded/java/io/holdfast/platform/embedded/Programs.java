package io.holdfast.platform.embedded;

import io.holdfast.platform.startup.CannotStartException;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked from the class path into the data directory: {@code initdb}, {@code
 * pg_ctl}, {@code postgres} and what they need.
 */
final class Programs {

  private final Path home;
  private final DataDirectory directory;
  private final List<String> prefix;

  private Programs(Path home, DataDirectory directory, List<String> prefix) {
    this.home = home;
    this.directory = directory;
    this.prefix = prefix;
  }

  /**
   * Unpacks the programs for this platform, unless that has been done. The archive's digest names their
   * directory, so that a newer archive is unpacked beside an older one, which is then removed; it gets that
   * name when it is complete.
   */
  static Programs unpack(DataDirectory directory) throws IOException, InterruptedException {
    byte[] archive = archive();
    Path home = directory.programs().resolve(digest(archive));
    if (!Files.isDirectory(home)) {
      DataDirectory.delete(directory.programs());
      Path unfinished = home.resolveSibling("unfinished");
      Files.createDirectories(unfinished, DataDirectory.PRIVATE);
      unpack(archive, unfinished);
      Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
    }
    return new Programs(home, directory, prefix());
  }

  private static byte[] archive() throws IOException {
    String platform =
        switch (System.getProperty("os.name", "").toLowerCase(Locale.ROOT)) {
          case "linux" -> "linux";
          case "mac os x" -> "darwin";
          default -> "unknown";
        };
    String machine =
        switch (System.getProperty("os.arch", "")) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64" -> "arm_64";
          default -> "unknown";
        };
    String name = "/postgres-" + platform + "-" + machine + ".txz";
    try (InputStream in = Programs.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new CannotStartException(
            "there is no embedded PostgreSQL for "
                + System.getProperty("os.name")
                + " on "
                + System.getProperty("os.arch")
                + ". Set quarkus.datasource.jdbc.url to a PostgreSQL that is running.");
      }
      return in.readAllBytes();
    }
  }

  private static String digest(byte[] archive) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(archive);
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  private static void unpack(byte[] archive, Path target) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("an entry leads out of the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
          continue;
        }
        Files.createDirectories(path.resolveSibling(".").normalize());
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
          Files.copy(tar, path);
          File file = path.toFile();
          if ((entry.getMode() & 0100) != 0 && !file.setExecutable(true)) {
            throw new IOException("cannot make " + path + " executable");
          }
        }
      }
    }
  }

  /** PostgreSQL refuses to run as root; in a user namespace of its own, root is somebody else. */
  private static List<String> prefix() throws IOException, InterruptedException {
    Path self = Path.of("/proc/self");
    if (!Files.exists(self) || !Integer.valueOf(0).equals(Files.getAttribute(self, "unix:uid"))) {
      return List.of();
    }
    List<String> prefix = List.of("unshare", "--user");
    List<String> trial = new ArrayList<>(prefix);
    trial.add("true");
    try {
      Process process =
          new ProcessBuilder(trial)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor() == 0) {
        return prefix;
      }
    } catch (IOException noSuchProgram) {
      // the same as a program that is not allowed to do it
    }
    throw new CannotStartException(
        "PostgreSQL does not run as root, and here `unshare --user` cannot make root somebody else."
            + " Start Holdfast as an ordinary user, or set quarkus.datasource.jdbc.url.");
  }

  /**
   * Runs one of the programs to its end and adds what it says to the server log.
   *
   * @return its exit code; -1 if it was stopped because it took longer than the limit
   */
  int run(Duration limit, String program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    command.add(home.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.root().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.log().toFile()));
    // Meant for some other server, if they are set at all.
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      return -1;
    }
    return process.exitValue();
  }
}
