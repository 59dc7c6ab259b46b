package io.holdfast.drill;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Signals of the operating system, to processes that the drill has started. */
final class Signals {

  private Signals() {}

  /** Sends one to each; those that have ended meanwhile are passed over. */
  static void send(String signal, List<Long> processes) throws IOException {
    var command = new ArrayList<>(List.of("kill", "-" + signal));
    processes.forEach(process -> command.add(Long.toString(process)));
    Command.run(command);
  }
}
