package io.holdfast.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.ServiceProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lab as a command of the packaged service. */
class LabCommandIT {

  @TempDir Path directory;

  @Test
  void theSeedRaceIsPrintedAndEveryStrategyHolds() {
    try (var lab = lab("--scenario", "seed")) {
      assertThat(lab.awaitExit()).as(lab.output()).isZero();

      var rows = lab.output().lines().filter(line -> line.startsWith("| ")).toList();
      assertThat(rows)
          .filteredOn(row -> row.matches("\\| naive-decrement +\\| +4 \\|.*"))
          .hasSize(1);
      assertThat(rows)
          .filteredOn(row -> row.matches("\\| combining +\\| +2 \\| +1 \\|.*"))
          .hasSize(1);
      assertThat(lab.output())
          .contains("naive-decrement: Promised 4 units of 3: one unit was never there.")
          .contains("redis-lock: No Redis is configured")
          .doesNotContain("Listening on");
    }
  }

  @Test
  void anOptionThatDoesNotExistIsNamed() {
    try (var lab = lab("--scenario", "seed", "--winner", "me")) {
      assertThat(lab.awaitExit()).isEqualTo(2);
      assertThat(lab.output()).contains("There is no option --winner.").contains("Usage: lab");
    }
  }

  private ServiceProcess lab(String... options) {
    var arguments = new String[options.length + 1];
    arguments[0] = "lab";
    System.arraycopy(options, 0, arguments, 1, options.length);
    return ServiceProcess.in(directory).onTestDatabase().withArguments(arguments).start();
  }
}
