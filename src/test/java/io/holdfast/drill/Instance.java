package io.holdfast.drill;

import io.holdfast.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** An instance of the packaged service, at an address that outlives its process. */
final class Instance implements AutoCloseable {

  /** What a process holds of the system. */
  record Figures(long threads, long files) {}

  private final ServiceProcess.Launch launch;
  private final URI base;
  private final List<ServiceProcess> processes = new CopyOnWriteArrayList<>();
  private volatile @Nullable ServiceProcess process;

  Instance(ServiceProcess.Launch launch) {
    var port = Ports.free();
    this.launch = launch.with("quarkus.http.port", Integer.toString(port));
    this.base = URI.create("http://127.0.0.1:" + port);
  }

  URI base() {
    return base;
  }

  /** In the environment of every process that is started from now on. */
  void set(String variable, String value) {
    launch.withEnvironment(variable, value);
  }

  /** Does not wait until it serves. */
  void start() {
    var started = launch.start();
    processes.add(started);
    process = started;
  }

  void kill9() {
    current().kill9();
  }

  /** Waits until it has ended. */
  int terminate() {
    return current().terminate();
  }

  int awaitExit() {
    return current().awaitExit();
  }

  boolean isAlive() {
    return current().isAlive();
  }

  void signal(String name) throws Exception {
    Signals.send(name, List.of(current().pid()));
  }

  private ServiceProcess current() {
    return Objects.requireNonNull(process, "not started");
  }

  long pid() {
    return current().pid();
  }

  Figures figures() throws IOException {
    var proc = Path.of("/proc", Long.toString(current().pid()));
    var threads =
        Files.readAllLines(proc.resolve("status")).stream()
            .filter(line -> line.startsWith("Threads:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .sum();
    try (var files = Files.list(proc.resolve("fd"))) {
      return new Figures(threads, files.count());
    }
  }

  /** What its process has printed. */
  String output() {
    return current().output();
  }

  /** What all its processes have logged as errors; an error is a defect. */
  List<String> errors() {
    return processes.stream()
        .flatMap(one -> one.output().lines())
        .filter(line -> line.contains(" ERROR "))
        // The service checks its books by itself, and finds the lies too.
        .filter(line -> !line.contains(" in shop " + Proof.SHOP + ":"))
        .toList();
  }

  @Override
  public void close() {
    for (var one : processes) {
      one.close();
    }
  }
}
