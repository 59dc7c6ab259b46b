package io.holdfast.platform.embedded;

import io.holdfast.platform.startup.LocalDatabase;
import io.quarkus.runtime.ApplicationLifecycleManager;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Stops the embedded database at the end of the JVM, after Quarkus: shutdown hooks run side by side, and the
 * service still answers its last requests in another one.
 *
 * <p>It belongs to the first class loader of the JVM and outlives it under live reload; so it keeps to what
 * has been loaded by then, and it also keeps hold of the data directory's lock.
 */
final class StopAtExit extends Thread {

  private static final Duration QUARKUS_LIMIT = Duration.ofSeconds(30);

  private final DataDirectory directory;

  private StopAtExit(DataDirectory directory) {
    super("stop-embedded-postgres");
    this.directory = directory;
  }

  static void register(DataDirectory directory) {
    Runtime.getRuntime().addShutdownHook(new StopAtExit(directory));
    // After a signal the main thread never comes back from Quarkus.run: it ends in this handler.
    BiConsumer<Integer, Throwable> exit = ApplicationLifecycleManager.getDefaultExitCodeHandler();
    ApplicationLifecycleManager.setDefaultExitCodeHandler(
        (code, cause) -> {
          System.clearProperty(LocalDatabase.IN_USE);
          exit.accept(code, cause);
        });
  }

  @Override
  public void run() {
    try {
      long start = System.nanoTime();
      while (System.getProperty(LocalDatabase.IN_USE) != null
          && System.nanoTime() - start < QUARKUS_LIMIT.toNanos()) {
        Thread.sleep(20);
      }
      Optional<Postmaster> server = Postmaster.runningIn(directory.cluster());
      if (server.isPresent() && !server.get().stop()) {
        System.err.println("The embedded PostgreSQL does not stop; the next start will see to it.");
      }
      directory.lock().close();
    } catch (IOException e) {
      System.err.println(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
