package io.holdfast.drill;

import io.holdfast.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import net.bytebuddy.agent.builder.AgentBuilder;

/**
 * A point between two steps of a transaction at which the service can be halted as {@code kill -9}
 * halts it. The service knows nothing of it: an agent that only the drills bring along puts a
 * question into its methods as they are loaded, whether a certain file is there.
 */
enum Failpoint {
  /** The locks are held, nothing is decided. */
  LOCKED("io.holdfast.reservation.strategy.LockWait", "time", false),

  /** It is decided what to write, and nothing is written. */
  DECIDED("io.holdfast.reservation.strategy.DecisionWriter", "write", true),

  /** Everything is written, and COMMIT not sent; a lane has sent neither. */
  WRITTEN("io.holdfast.platform.database.(Transactions|LaneConnection)", "commit", true),

  /** The answer to COMMIT has come, and the caller's has not gone. */
  COMMITTED("io.holdfast.platform.database.(Transactions|LaneConnection)", "commit", false);

  /** The system property with the folder of the files. */
  static final String FOLDER = "drill.failpoints";

  private final String types;
  private final String method;
  private final boolean before;

  Failpoint(String types, String method, boolean before) {
    this.types = types;
    this.method = method;
    this.before = before;
  }

  /** A regular expression of the names of the types. */
  String types() {
    return types;
  }

  String method() {
    return method;
  }

  /** Whether it lies before the method or behind it. */
  boolean isBefore() {
    return before;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Halts the process of this instance when it comes by the next time. */
  void arm(Site site, int instance) throws IOException {
    Files.createFile(folder(site.directory(), instance).resolve(label()));
  }

  void disarm(Site site, int instance) throws IOException {
    Files.deleteIfExists(folder(site.directory(), instance).resolve(label()));
  }

  private static Path folder(Path directory, int instance) {
    return directory.resolve("failpoints-" + instance);
  }

  /** Makes a service know them all, in every process that is launched so. */
  static void into(ServiceProcess.Launch launch, Path directory, int instance) {
    try {
      var folder = Files.createDirectories(folder(directory, instance));
      launch
          .with(FOLDER, folder.toString())
          .withJvmArgument("-javaagent:" + agent(folder.resolve("agent.jar")));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Path agent(Path jar) throws IOException {
    var manifest = new Manifest();
    var main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Premain-Class", FailpointAgent.class.getName());
    var byteBuddy = AgentBuilder.class.getProtectionDomain().getCodeSource().getLocation();
    main.put(Attributes.Name.CLASS_PATH, byteBuddy.toString());
    try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (var type :
          List.of(
              Failpoint.class,
              FailpointAgent.class,
              FailpointAgent.Label.class,
              FailpointAgent.Before.class,
              FailpointAgent.Behind.class)) {
        var name = type.getName().replace('.', '/') + ".class";
        out.putNextEntry(new ZipEntry(name));
        try (var content = type.getClassLoader().getResourceAsStream(name)) {
          Objects.requireNonNull(content).transferTo(out);
        }
      }
    }
    return jar;
  }
}
