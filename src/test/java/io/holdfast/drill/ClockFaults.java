package io.holdfast.drill;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An instance whose clock is not the database's. Spans of time are the database's: a hold lasts as
 * long as its buyer was told, whoever is asked about it and whoever clears up.
 */
final class ClockFaults {

  private static final Path SOURCE = Path.of("drills/clock-off.c");
  private static final Pattern LOGGED =
      Pattern.compile("^(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d),\\d{3}Z ", Pattern.MULTILINE);
  private static final DateTimeFormatter LOG = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  /** Much longer than a round, and much shorter than the clock is off. */
  private static final int LONG_HOLD = 900;

  private ClockFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.of(
                "clock-ahead",
                "the clock of an instance is 24 h ahead of the database's",
                round -> runWith(round, ofHours(24)))
            .within(20),
        Fault.of(
                "clock-behind",
                "the clock of an instance is 24 h behind the database's",
                round -> runWith(round, ofHours(-24)))
            .within(20));
  }

  private static long runWith(Round round, Duration offset) throws Exception {
    var instance = round.anInstance();
    var other = round.site().instances().stream().filter(one -> one != instance).findAny();
    instance.set("LD_PRELOAD", library(round.site().directory()).toString());
    instance.set("CLOCK_OFF_SECONDS", Long.toString(offset.toSeconds()));
    try {
      restart(round, instance);
      expectClock(instance, offset);
      // Its requests bear a time, which receivers compare with theirs.
      Receiver.open(round);
      var here = hold(round, "long-here", LONG_HOLD, instance);
      var there = hold(round, "long-there", LONG_HOLD, other.orElseThrow());
      expectEnd(round, hold(round, "short-here", 2, instance), instance);
      expectEnd(round, hold(round, "short-there", 2, other.orElseThrow()), instance);
      round.awaitMore(100);
      expectConfirmed(round, here, instance);
      expectConfirmed(round, there, instance);
    } finally {
      instance.set("LD_PRELOAD", "");
    }
    var told = restart(round, instance);
    expectClock(instance, Duration.ZERO);
    return told;
  }

  private static long restart(Round round, Instance instance) {
    var told = ServiceFaults.stop(round, instance);
    round.site().awaitReady(instance);
    return told;
  }

  /** The library, made where the drill keeps its files. */
  private static Path library(Path directory) throws IOException {
    var library = directory.resolve("clock-off.so");
    if (!Files.exists(library)) {
      var compile =
          List.of("cc", "-O2", "-shared", "-fPIC", "-o", library + "", SOURCE + "", "-ldl");
      int code;
      try {
        code = Command.run(compile);
      } catch (IOException missing) {
        throw new NotPossibleHereException("no C compiler (Debian: gcc, libc6-dev)");
      }
      if (code != 0) {
        throw new NotPossibleHereException(SOURCE + " does not compile (Debian: gcc, libc6-dev)");
      }
    }
    return library.toAbsolutePath();
  }

  /** What it logs bears its time; a drill of a clock that is right would prove nothing. */
  private static void expectClock(Instance instance, Duration offset) {
    var line = LOGGED.matcher(instance.output());
    if (!line.find()) {
      throw new IllegalStateException("nothing is logged with a time");
    }
    var off =
        Duration.between(
            LocalDateTime.now(ZoneOffset.UTC), LocalDateTime.parse(line.group(1), LOG));
    if (off.minus(offset).abs().compareTo(ofMinutes(10)) > 0) {
      throw new IllegalStateException("the clock is off by %s, not %s".formatted(off, offset));
    }
  }

  private static Operation hold(Round round, String key, int seconds, Instance at) {
    var hold = ",\"hold\":{\"seconds\":%d}".formatted(seconds);
    var operation = Operation.place(key, Operation.line(Load.HOT.get(0), 1), hold);
    insist(round, operation, at);
    return operation;
  }

  /** It has not ended early: neither read as ended, nor swept by an instance that is ahead. */
  private static void expectConfirmed(Round round, Operation hold, Instance at) {
    var confirm = Operation.step(Operation.Kind.CONFIRM, "confirm-" + hold.key(), Orders.id(hold));
    insist(round, confirm, at);
    if (!confirm.isAcknowledged()) {
      round.findings().add("I5 hold ended early", confirm + ": " + confirm.answer().body());
    }
  }

  /** It does not live on: when it is over by the database's clock, it is over. */
  private static void expectEnd(Round round, Operation hold, Instance at) {
    var end = Orders.json(hold.answer().body()).get("expiresAt").textValue();
    try {
      Await.until(
          ofSeconds(10),
          "it is over",
          () ->
              round
                      .site()
                      .database()
                      .number(
                          "SELECT count(*) WHERE clock_timestamp() > '" + end + "'::timestamptz")
                  == 1);
    } catch (org.awaitility.core.ConditionTimeoutException tooLong) {
      round.findings().add("I5 hold lives on", hold + " up to " + end);
    }
    var confirm = Operation.step(Operation.Kind.CONFIRM, "late-" + hold.key(), Orders.id(hold));
    insist(round, confirm, at);
    if (confirm.isAcknowledged()) {
      round.findings().add("I5 hold lives on", confirm + ": " + confirm.answer().body());
    }
  }

  private static void insist(Round round, Operation operation, Instance at) {
    round.load().add(operation);
    Await.until(
        ofSeconds(60),
        operation + " is answered",
        () -> round.clients().ask(operation, at, Http.PATIENCE));
  }
}
