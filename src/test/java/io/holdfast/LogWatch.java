package io.holdfast;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * What the service logs meanwhile that it should not: errors, and stack traces. Races of the lab
 * may be cut short, with whatever transactions they are in. Thread-safe.
 */
public final class LogWatch extends Handler implements AutoCloseable {

  private static final Logger ROOT = Logger.getLogger("");

  private static final Set<String> OF_THE_LAB =
      Set.of(
          "com.arjuna.ats.jta",
          "io.holdfast.lab.RaceRun",
          // The framework resets the stream of a race once more whose reader has hung up.
          "io.netty.channel.AbstractChannelHandlerContext");

  private final List<String> defects = new CopyOnWriteArrayList<>();

  public LogWatch() {
    ROOT.addHandler(this);
  }

  public List<String> defects() {
    return List.copyOf(defects);
  }

  @Override
  public void publish(LogRecord entry) {
    if (OF_THE_LAB.contains(entry.getLoggerName())) {
      return;
    }
    if (entry.getThrown() != null || entry.getLevel().intValue() >= Level.SEVERE.intValue()) {
      defects.add(
          entry.getLoggerName() + ": " + entry.getMessage() + " (" + entry.getThrown() + ")");
    }
  }

  @Override
  public void flush() {
    // Nothing is buffered.
  }

  @Override
  public void close() {
    ROOT.removeHandler(this);
  }
}
