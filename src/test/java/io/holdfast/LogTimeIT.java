package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of the packaged service is in UTC, wherever that runs. */
class LogTimeIT {

  private static final Pattern LINE =
      Pattern.compile("(?m)^(\\d{4}-\\d\\d-\\d\\d) (\\d\\d:\\d\\d:\\d\\d),(\\d{3}Z) INFO +\\[");

  @TempDir Path directory;

  @Test
  void everyLineHasTheTimeOfUtcAndSaysSo() {
    var begin = Instant.now();
    try (var service =
        ServiceProcess.in(directory)
            .onTestDatabase()
            .withEnvironment("TZ", "Asia/Tokyo")
            .withJvmArgument("-Duser.timezone=Asia/Tokyo")
            .startReady()) {
      var times =
          LINE.matcher(service.output())
              .results()
              .map(line -> line.group(1) + 'T' + line.group(2) + '.' + line.group(3))
              .map(Instant::parse)
              .toList();
      assertThat(times)
          .isNotEmpty()
          .allSatisfy(
              time ->
                  assertThat(time)
                      .isBetween(begin.minusSeconds(5), begin.plus(Duration.ofMinutes(5))));
      assertThat(service.output().lines().filter(line -> line.contains(" INFO ")))
          .allMatch(line -> LINE.matcher(line).find());
    }
  }
}
