package io.holdfast.drill;

import java.time.Duration;

/**
 * Something that goes wrong, and what is to become of it.
 *
 * @param rounds of a full run
 * @param limit how long until both instances sell again
 * @param brief whether it belongs to a short run too
 */
record Fault(
    String name,
    String what,
    int rounds,
    Duration limit,
    Setup setup,
    boolean brief,
    Injection injection) {

  /** Does it, and undoes what does not mend by itself. */
  @FunctionalInterface
  interface Injection {
    /**
     * Injects the fault under load.
     *
     * @return from when on the time to recover counts, by {@link System#nanoTime}
     */
    long into(Round round) throws Exception;
  }

  static Fault of(String name, String what, Injection injection) {
    return new Fault(name, what, 5, Duration.ofSeconds(10), Setup.PLAIN, false, injection);
  }

  Fault rounds(int more) {
    return new Fault(name, what, more, limit, setup, brief, injection);
  }

  /** How many seconds it may take to recover. */
  Fault within(long seconds) {
    return new Fault(name, what, rounds, Duration.ofSeconds(seconds), setup, brief, injection);
  }

  Fault on(Setup another) {
    return new Fault(name, what, rounds, limit, another, brief, injection);
  }

  Fault inShortRuns() {
    return new Fault(name, what, rounds, limit, setup, true, injection);
  }
}
