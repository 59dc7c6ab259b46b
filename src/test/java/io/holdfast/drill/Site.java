package io.holdfast.drill;

import io.holdfast.ServiceProcess;
import io.holdfast.TestRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * All that one drill runs on: PostgreSQL, the proxy in front of it, two instances of the service
 * and, where the setup says so, a standby, Redis, its watchers and a small disk.
 */
final class Site implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(5);

  private final Path directory;
  private final Setup setup;
  private final List<Instance> instances = new ArrayList<>();
  private final @Nullable SmallDisk disk;
  private final @Nullable TestRedis redis;
  private final PostgresProxy proxy;
  private DatabaseServer database;
  private @Nullable DatabaseServer standby;
  private @Nullable WatchedRedis watchedRedis;
  private final Queue<String> diedAtStart = new ConcurrentLinkedQueue<>();
  private volatile boolean opened;

  private Site(Path directory, PostgresPrograms programs, Setup setup) throws Exception {
    this.directory = directory;
    this.setup = setup;
    var cluster = directory.resolve("primary");
    var arguments = new ArrayList<String>();
    disk = setup.disk() == Setup.Disk.AMPLE ? null : SmallDisk.mount(directory.resolve("small"));
    if (setup.disk() == Setup.Disk.SMALL_HEAP) {
      // Small is what holds the tables; the log has room.
      arguments.addAll(List.of("--waldir", directory.resolve("log") + ""));
      cluster = directory.resolve("small/primary");
    } else if (setup.disk() == Setup.Disk.SMALL_LOG) {
      arguments.addAll(List.of("--waldir", directory.resolve("small/log") + ""));
      arguments.addAll(List.of("--wal-segsize", "1"));
    }
    Map<String, String> settings =
        setup.disk() != Setup.Disk.SMALL_LOG
            ? Map.of()
            : Map.of("min_wal_size", "8MB", "max_wal_size", "16MB", "wal_recycle", "off");
    try {
      database =
          DatabaseServer.create(programs, cluster, settings, arguments.toArray(String[]::new));
    } catch (Exception | Error failure) {
      if (disk != null) {
        disk.close();
      }
      throw failure;
    }
    proxy = new PostgresProxy(database.port());
    redis = setup.redis() == Setup.Redis.ALONE ? new TestRedis() : null;
    if (redis != null) {
      redis.start();
    }
  }

  /** Sets everything up and waits until both instances are ready. */
  static Site open(Path directory, PostgresPrograms programs, Setup setup) throws Exception {
    Files.createDirectories(directory);
    var site = new Site(directory, programs, setup);
    try {
      if (setup.redis() == Setup.Redis.WATCHED) {
        site.watchedRedis = new WatchedRedis(directory.resolve("redis"));
        site.watchedRedis.start();
      }
      site.startInstances();
      site.opened = true;
      if (setup.standby()) {
        site.renewStandby();
      }
      return site;
    } catch (Exception | Error failure) {
      site.close();
      throw failure;
    }
  }

  private void startInstances() {
    for (var i = 0; i < 2; i++) {
      var launch =
          ServiceProcess.in(directory)
              .with(
                  "quarkus.datasource.jdbc.url",
                  "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/holdfast")
              .with("quarkus.datasource.username", DatabaseServer.USER)
              .with(
                  "quarkus.datasource.jdbc.additional-jdbc-properties.ApplicationName",
                  applicationName(i))
              .with("holdfast.reservation.strategy", setup.strategy())
              // Or a round would take as long as the patience with a receiver.
              .with("holdfast.webhook.first-backoff", "500ms")
              .with("holdfast.webhook.max-backoff", "2s")
              .with("holdfast.webhook.lease", "10s")
              .with("holdfast.webhook.timeout", "3s");
      if (redis != null) {
        launch.with("quarkus.redis.hosts", redis.hosts());
      }
      if (watchedRedis != null) {
        launch.with(watchedRedis.settings());
      }
      if (setup.failpoints()) {
        Failpoint.into(launch, directory, i);
      }
      var instance = new Instance(launch);
      instances.add(instance);
      instance.start();
    }
    instances.forEach(this::awaitReady);
  }

  /**
   * Waits until an instance says that it is ready. One that dies instead is started again; once the
   * site is open that is remembered, for it had to start by itself.
   */
  void awaitReady(Instance instance) {
    Await.until(
        START,
        instance.base() + " is ready, see " + directory,
        () -> {
          if (!instance.isAlive()) {
            if (opened) {
              diedAtStart.add(instance.base() + ", see " + directory);
            }
            // On a busy machine its first connection may have taken longer than it waits.
            instance.start();
          }
          return Http.get(instance, "/q/health/ready").status() == 200;
        });
  }

  /** The instances that died when they were started, but for the first start of all. */
  List<String> diedAtStart() {
    return List.copyOf(diedAtStart);
  }

  /** What the connections of an instance are called in PostgreSQL. */
  static String applicationName(int instance) {
    return "holdfast-" + instance;
  }

  Instance instance(int number) {
    return instances.get(number % instances.size());
  }

  List<Instance> instances() {
    return List.copyOf(instances);
  }

  DatabaseServer database() {
    return database;
  }

  PostgresProxy proxy() {
    return proxy;
  }

  TestRedis redis() {
    return Objects.requireNonNull(redis);
  }

  WatchedRedis watchedRedis() {
    return Objects.requireNonNull(watchedRedis);
  }

  SmallDisk disk() {
    return Objects.requireNonNull(disk);
  }

  Path directory() {
    return directory;
  }

  DatabaseServer standby() {
    return Objects.requireNonNull(standby);
  }

  /** The standby is the primary now, and the primary what is left of it. */
  void swap() {
    var old = database;
    database = standby();
    standby = old;
  }

  /** Makes a new standby of the primary in place of what was there. */
  void renewStandby() throws Exception {
    if (standby != null) {
      standby.close();
    }
    standby = database.startStandby(directory.resolve("standby-" + System.nanoTime()));
  }

  @Override
  public void close() throws IOException {
    instances.forEach(Instance::close);
    proxy.close();
    if (redis != null) {
      redis.close();
    }
    if (watchedRedis != null) {
      watchedRedis.close();
    }
    if (standby != null) {
      standby.close();
    }
    database.close();
    if (disk != null) {
      disk.close();
    }
  }
}
