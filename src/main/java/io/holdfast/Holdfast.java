package io.holdfast;

import io.holdfast.platform.startup.CannotStartException;
import io.holdfast.platform.startup.LocalDatabase;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/**
 * The entry point: makes sure that there is a database, then runs the service until it is told to
 * stop. A start that fails for a reason the person can mend prints one paragraph and exits with
 * code 1.
 */
@QuarkusMain
public class Holdfast {

  public static void main(String... args) {
    // Quarkus sets this too, but the first logger decides for the life of the JVM and ours come
    // first.
    System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
    try {
      LocalDatabase.startUnlessConfigured();
    } catch (CannotStartException e) {
      System.err.println("Holdfast cannot start: " + e.getMessage());
      System.exit(1);
    }
    try {
      Quarkus.run(args);
    } finally {
      LocalDatabase.release();
    }
  }
}
