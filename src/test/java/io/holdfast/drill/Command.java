package io.holdfast.drill;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of the operating system. */
final class Command {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private Command() {}

  /** Runs one to its end and gives its exit code; what it complains of is not wanted. */
  static int run(List<String> command) throws IOException {
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    return await(builder.start(), LIMIT);
  }

  /** Waits for the end of a process, or ends it. */
  static int await(Process process, Duration limit) {
    try {
      if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
      process.destroyForcibly();
      throw new IllegalStateException(process.info() + " takes longer than " + limit);
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(over);
    }
  }
}
