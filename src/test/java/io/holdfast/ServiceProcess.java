package io.holdfast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The packaged service as a process of its own, on a free port, in a directory of its own: the
 * native binary where this build made one ({@code -Dnative}), else the jar. Every wait has an end;
 * {@link #close} leaves neither the process nor an embedded database behind.
 */
public final class ServiceProcess implements AutoCloseable {

  private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath();

  /** Where the build was {@code -Dnative}, the binary; else there is no such file. */
  private static final Path BINARY = Path.of(System.getProperty("native.image.path", "none"));

  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration EXIT_LIMIT = Duration.ofMinutes(1);
  private static final Pattern LISTENING = Pattern.compile("Listening on: (http://[^\\s:]+:\\d+)");

  private final Process process;
  private final Path dataDirectory;
  private final Path output;

  private ServiceProcess(Process process, Path dataDirectory, Path output) {
    this.process = process;
    this.dataDirectory = dataDirectory;
    this.output = output;
  }

  /**
   * Whether it is the native binary that is tested. It takes no JVM arguments and carries no
   * database.
   */
  public static boolean isNative() {
    return !Files.exists(JAR) && Files.exists(BINARY);
  }

  /**
   * A service to be started in a working directory, with {@code data} inside as its data directory.
   *
   * @param directory exists; what the service prints goes to files in it
   */
  public static Launch in(Path directory) {
    return new Launch(directory);
  }

  /** What a process is started with. */
  public static final class Launch {

    private final Path directory;
    private final List<String> jvmArguments = new ArrayList<>();
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> arguments = new ArrayList<>();
    private Path dataDirectory;

    private Launch(Path directory) {
      this.directory = directory;
      this.dataDirectory = directory.resolve("data");
      properties.put("quarkus.http.port", "0");
      properties.put("quarkus.http.host", "127.0.0.1");
      // Whoever tests authentication says so.
      properties.put("holdfast.auth", "none");
      // Receivers of tests are on this machine.
      properties.put("holdfast.webhook.allow-private", "true");
      // No balancer has to hear of its end.
      properties.put("quarkus.shutdown.delay", "0s");
    }

    /** A system property, which wins over everything else. */
    public Launch with(String property, String value) {
      properties.put(property, value);
      return this;
    }

    public Launch withEnvironment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /** On a database of its own in the tests' server, instead of an embedded one. */
    public Launch onTestDatabase() {
      return with(new TestDatabase().start());
    }

    /** System properties, which win over everything else. */
    public Launch with(Map<String, String> more) {
      properties.putAll(more);
      return this;
    }

    /** Ignored by the native binary, which has no JVM. */
    public Launch withJvmArgument(String argument) {
      jvmArguments.add(argument);
      return this;
    }

    /** What follows the program on its command line. */
    public Launch withArguments(String... words) {
      arguments.addAll(List.of(words));
      return this;
    }

    public Launch withDataDirectory(Path data) {
      dataDirectory = data;
      return this;
    }

    /** Starts the process and does not wait for it. */
    public ServiceProcess start() {
      properties.put("holdfast.embedded.data-dir", dataDirectory.toString());
      List<String> command = new ArrayList<>();
      if (isNative()) {
        command.add(BINARY.toAbsolutePath().toString());
        addProperties(command);
      } else {
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Most of a test is starting up.
        command.add("-XX:TieredStopAtLevel=1");
        var classes = ClassArchive.of(JAR);
        if (classes != null) {
          command.add("-XX:SharedArchiveFile=" + classes);
        }
        command.addAll(jvmArguments);
        addProperties(command);
        command.add("-jar");
        command.add(JAR.toString());
      }
      command.addAll(arguments);
      try {
        Path output = Files.createTempFile(directory, "service-", ".log");
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        // The tests' own environment must not configure the service.
        builder.environment().keySet().removeIf(name -> name.matches("(QUARKUS|HOLDFAST)_.*"));
        builder.environment().putAll(environment);
        return new ServiceProcess(builder.start(), dataDirectory, output);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void addProperties(List<String> command) {
      properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
    }

    /**
     * Starts the process and waits until it is ready; if it is not in time, the output says why.
     */
    public ServiceProcess startReady() {
      ServiceProcess service = start();
      try {
        service.awaitReady();
        return service;
      } catch (RuntimeException | Error e) {
        e.addSuppressed(new IllegalStateException("It printed:\n" + service.output()));
        service.close();
        throw e;
      }
    }
  }

  /** Waits until it says that it is ready, and gives up after {@link #START_LIMIT}. */
  public void awaitReady() {
    HttpClient client = HttpClient.newHttpClient();
    await()
        .atMost(START_LIMIT)
        .failFast("the service has ended", () -> !process.isAlive())
        .ignoreExceptions()
        .until(() -> status(client, "/q/health/ready") == 200);
  }

  private int status(HttpClient client, String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(baseUri().resolve(path)).timeout(Duration.ofSeconds(5)).build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  /** Where it listens, which it says when it has started. */
  public URI baseUri() {
    Matcher listening = LISTENING.matcher(output());
    if (!listening.find()) {
      throw new IllegalStateException("it has not said where it listens");
    }
    return URI.create(listening.group(1));
  }

  /** All it has printed so far, errors included. */
  public String output() {
    try {
      return Files.readString(output, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Kills the JVM as {@code kill -9} does and waits until it is gone. */
  public void kill9() {
    process.destroyForcibly();
    awaitExit();
  }

  /**
   * Asks it to stop, as Kubernetes does, and waits until it has.
   *
   * @return the exit code
   */
  public int terminate() {
    process.destroy();
    return awaitExit();
  }

  /** Waits until it has ended by itself and gives its exit code. */
  public int awaitExit() {
    try {
      if (!process.waitFor(EXIT_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("still running after " + EXIT_LIMIT + ":\n" + output());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(EXIT_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      stopOrphan();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stopOrphan() throws IOException {
    Path pidFile = dataDirectory.resolve("postgres-18/postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    List<String> lines = Files.readAllLines(pidFile, UTF_8);
    ProcessHandle.of(lines.isEmpty() ? -1 : Long.parseLong(lines.get(0).strip()))
        .filter(orphan -> orphan.info().command().orElse("").startsWith(dataDirectory.toString()))
        .ifPresent(ServiceProcess::stop);
  }

  private static void stop(ProcessHandle orphan) {
    orphan.destroyForcibly();
    // A process that nobody collects stays "alive", but without a command.
    await().atMost(EXIT_LIMIT).until(() -> !orphan.isAlive() || orphan.info().command().isEmpty());
  }
}
