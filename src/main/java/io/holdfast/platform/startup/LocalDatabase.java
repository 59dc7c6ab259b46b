package io.holdfast.platform.startup;

import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.configuration.ConfigUtils;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/**
 * The database of a start without one: when no {@code quarkus.datasource.jdbc.url} is configured
 * and the build carries a PostgreSQL, that server is started before Quarkus looks for its
 * datasource, and the datasource is pointed at it by system properties.
 *
 * <p>The embedded server is found by name only, because the native build leaves its classes out.
 * Live reload calls this again from a new class loader; what must outlive a loader is therefore
 * kept in system properties, and a server that runs already is used again. Called from the main
 * thread only.
 */
public final class LocalDatabase {

  /**
   * Set while the service may use the embedded database, which must not be stopped before that
   * ends.
   */
  public static final String IN_USE = "io.holdfast.embedded.in-use";

  static final String URL = "quarkus.datasource.jdbc.url";
  static final String DEFAULT_DATA_DIR = "data";
  private static final String DATA_DIR = "holdfast.embedded.data-dir";
  private static final String STARTER = "io.holdfast.platform.embedded.EmbeddedPostgres";

  /** What the embedded server answers: the settings that lead to it. */
  private static final List<String> SETTINGS =
      List.of(URL, "quarkus.datasource.username", "quarkus.datasource.password");

  private static final String KEPT = "io.holdfast.embedded.kept.";

  private LocalDatabase() {}

  /**
   * Starts the embedded database, or finds it running, unless a database is configured in any of
   * the places Quarkus reads, for the active profile.
   *
   * @throws CannotStartException if none is configured and none can be started
   */
  public static void startUnlessConfigured() {
    if (ApplicationLifecycleManager.isAppCDSGeneration()) {
      return; // a training run of the build, which ends before it needs a database
    }
    if (ImageMode.current() != ImageMode.JVM) {
      return; // nothing is embedded in a native image, and Quarkus itself names the missing setting
    }
    Map<String, String> running = running();
    // Out of the way first, so that a URL added to application.properties during development is
    // seen.
    running.forEach((key, value) -> System.getProperties().remove(key, value));
    Config config = ConfigUtils.configBuilder().build();
    if (config.getOptionalValue(URL, String.class).isPresent()) {
      return;
    }
    Map<String, String> settings = running.isEmpty() ? start(config) : running;
    settings.forEach(
        (key, value) -> {
          System.setProperty(key, value);
          System.setProperty(KEPT + key, value);
        });
    System.setProperty(IN_USE, "true");
  }

  /** Says that the service has ended and needs the database no longer. */
  public static void release() {
    System.clearProperty(IN_USE);
  }

  private static Map<String, String> running() {
    return SETTINGS.stream()
        .filter(key -> System.getProperty(KEPT + key) != null)
        .collect(Collectors.toMap(key -> key, key -> System.getProperty(KEPT + key)));
  }

  private static Map<String, String> start(Config config) {
    Path directory =
        Path.of(config.getOptionalValue(DATA_DIR, String.class).orElse(DEFAULT_DATA_DIR));
    return starter().apply(directory);
  }

  @SuppressWarnings("unchecked") // the one class of that name is such a function
  private static Function<Path, Map<String, String>> starter() {
    try {
      return (Function<Path, Map<String, String>>)
          Class.forName(STARTER).asSubclass(Function.class).getDeclaredConstructor().newInstance();
    } catch (ClassNotFoundException e) {
      throw new CannotStartException(
          "no database is configured, and this build carries none of its own. Set "
              + URL
              + " (or QUARKUS_DATASOURCE_JDBC_URL) to a PostgreSQL 15 or newer, like"
              + " jdbc:postgresql://db.example:5432/holdfast, and quarkus.datasource.username and"
              + " quarkus.datasource.password with it.",
          e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
