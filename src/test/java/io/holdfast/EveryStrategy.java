package io.holdfast;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/**
 * An application in which every strategy can run, on the newest PostgreSQL and as the service is by
 * default.
 */
public class EveryStrategy implements QuarkusTestProfile {

  /** What a test has to find at work. */
  public String isolation() {
    return "read-committed";
  }

  /** The major version. */
  public String postgres() {
    return "18";
  }

  @Override
  public final Map<String, String> getConfigOverrides() {
    return Map.of(
        // For EchoOrderTest; nothing else may notice.
        "holdfast.lab.enabled",
        "true",
        "quarkus.datasource.jdbc.transaction-isolation-level",
        isolation());
  }

  @Override
  public final List<TestResourceEntry> testResources() {
    return List.of(
        new TestResourceEntry(TestDatabase.class, Map.of("version", postgres())),
        new TestResourceEntry(TestRedis.class));
  }

  @Override
  public final boolean disableGlobalTestResources() {
    return true;
  }

  /** At the stricter isolation level, on the oldest PostgreSQL. */
  public static final class RepeatableReadOnPostgres15 extends EveryStrategy {
    @Override
    public String isolation() {
      return "repeatable-read";
    }

    @Override
    public String postgres() {
      return "15";
    }
  }
}
