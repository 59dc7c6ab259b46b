package io.holdfast.reservation;

import io.holdfast.TestDatabase;
import io.holdfast.TestRedis;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/**
 * The configurations under which the contract holds: strategy, isolation level, version of
 * PostgreSQL.
 */
public final class Configurations {

  private Configurations() {}

  abstract static class Configuration implements QuarkusTestProfile {

    private final String strategy;
    private final String isolation;
    private final String postgres;

    Configuration(String strategy, String isolation, String postgres) {
      this.strategy = strategy;
      this.isolation = isolation;
      this.postgres = postgres;
    }

    String strategy() {
      return strategy;
    }

    String isolation() {
      return isolation;
    }

    String postgres() {
      return postgres;
    }

    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "holdfast.reservation.strategy", strategy,
          // For EchoOrderTest; nothing else may notice.
          "holdfast.lab.enabled", "true",
          "quarkus.datasource.jdbc.transaction-isolation-level", isolation);
    }

    @Override
    public List<TestResourceEntry> testResources() {
      var database = new TestResourceEntry(TestDatabase.class, Map.of("version", postgres));
      return strategy.equals("redis-lock")
          ? List.of(database, new TestResourceEntry(TestRedis.class))
          : List.of(database);
    }

    @Override
    public boolean disableGlobalTestResources() {
      return true;
    }
  }

  public static final class Optimistic extends Configuration {
    public Optimistic() {
      super("optimistic", "read-committed", "18");
    }
  }

  public static final class OptimisticRepeatableReadOnPostgres15 extends Configuration {
    public OptimisticRepeatableReadOnPostgres15() {
      super("optimistic", "repeatable-read", "15");
    }
  }

  public static final class Pessimistic extends Configuration {
    public Pessimistic() {
      super("pessimistic", "read-committed", "18");
    }
  }

  public static final class PessimisticRepeatableReadOnPostgres15 extends Configuration {
    public PessimisticRepeatableReadOnPostgres15() {
      super("pessimistic", "repeatable-read", "15");
    }
  }

  public static final class Conditional extends Configuration {
    public Conditional() {
      super("conditional", "read-committed", "18");
    }
  }

  public static final class ConditionalRepeatableReadOnPostgres15 extends Configuration {
    public ConditionalRepeatableReadOnPostgres15() {
      super("conditional", "repeatable-read", "15");
    }
  }

  public static final class RedisLock extends Configuration {
    public RedisLock() {
      super("redis-lock", "read-committed", "18");
    }
  }

  public static final class RedisLockRepeatableReadOnPostgres15 extends Configuration {
    public RedisLockRepeatableReadOnPostgres15() {
      super("redis-lock", "repeatable-read", "15");
    }
  }

  public static final class Combining extends Configuration {
    public Combining() {
      super("combining", "read-committed", "18");
    }
  }

  public static final class CombiningRepeatableReadOnPostgres15 extends Configuration {
    public CombiningRepeatableReadOnPostgres15() {
      super("combining", "repeatable-read", "15");
    }
  }
}
