package io.holdfast;

import io.holdfast.lab.LabCommand;
import io.holdfast.platform.startup.CannotStartException;
import io.holdfast.platform.startup.LocalDatabase;
import io.holdfast.platform.startup.Provider;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Arrays;

/**
 * The entry point: makes sure that there is a provider of identities, where one is needed, and a
 * database, then runs the service until it is told to stop; with {@code lab} as the first argument,
 * one race instead. A start that fails for a reason the person can mend prints one paragraph and
 * exits with code 1.
 */
@QuarkusMain
public class Holdfast {

  private static final String LAB = "lab";

  public static void main(String... args) {
    // Quarkus sets this too, but the first logger decides for the life of the JVM and ours come
    // first.
    System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
    var lab = args.length > 0 && args[0].equals(LAB);
    if (lab) {
      LabCommand.configure();
    }
    try {
      Provider.requireUnlessOff();
      LocalDatabase.startUnlessConfigured();
    } catch (CannotStartException e) {
      System.err.println("Holdfast cannot start: " + e.getMessage());
      System.exit(1);
    }
    try {
      if (lab) {
        Quarkus.run(LabCommand.class, Arrays.copyOfRange(args, 1, args.length));
      } else {
        Quarkus.run(args);
      }
    } finally {
      LocalDatabase.release();
    }
  }
}
