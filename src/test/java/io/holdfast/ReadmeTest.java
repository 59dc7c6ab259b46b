package io.holdfast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command in the README's {@code console} blocks prints what the README says. White space and
 * what differs from run to run, such as ids and times, are not compared.
 */
@QuarkusTest
@TestProfile(ReadmeTest.OnTheSampleCatalogue.class)
class ReadmeTest {

  public static class OnTheSampleCatalogue implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("holdfast.sample-catalogue", "true");
    }
  }

  private record Example(String command, String output) {}

  private static final String SERVICE = "http://localhost:8080";
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```console\\n(.*?)^```$");
  private static final String BETWEEN = "--- end of an example ---";

  @TestHTTPResource("/")
  URI service;

  @TempDir Path directory;

  @Test
  void theExamplesWorkAsPrinted() throws Exception {
    assertThat(run("command -v curl"))
        .as("curl, which the README's examples need; install it first")
        .isNotBlank();
    var examples = examples(Files.readString(Path.of("README.md")));
    assertThat(examples).isNotEmpty();

    // One shell for all, because later commands use variables of earlier ones.
    var here = service.toString().replaceFirst("/$", "");
    var script = new StringBuilder();
    for (var example : examples) {
      script.append(example.command().replace(SERVICE, here)).append('\n');
      script.append("echo; echo '").append(BETWEEN).append("'\n");
    }
    var outputs = run(script.toString()).replace(here, SERVICE).split(BETWEEN, -1);

    assertThat(outputs).hasSize(examples.size() + 1);
    for (var i = 0; i < examples.size(); i++) {
      assertThat(comparable(outputs[i]))
          .as("output of\n%s\nwhich was\n%s", examples.get(i).command(), outputs[i])
          .isEqualTo(comparable(examples.get(i).output()));
    }
  }

  private static List<Example> examples(String readme) {
    var examples = new ArrayList<Example>();
    BLOCK
        .matcher(readme)
        .results()
        .flatMap(block -> Pattern.compile("(?m)^\\$ ").splitAsStream(block.group(1)))
        .filter(text -> !text.isBlank())
        .forEach(
            text -> {
              // A command goes on as long as its lines end in a backslash.
              var parts = text.split("(?<!\\\\)\\n", 2);
              examples.add(new Example(parts[0], parts[1]));
            });
    return examples;
  }

  private static String comparable(String output) {
    return output
        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID")
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME")
        .replaceAll("(?im)^(etag|content-length):.*$", "$1")
        .replaceAll("\\s+", "");
  }

  private String run(String script) throws IOException, InterruptedException {
    var output = Files.createTempFile(directory, "output", ".txt");
    var bash =
        new ProcessBuilder("bash", "-c", script)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!bash.waitFor(1, TimeUnit.MINUTES)) {
      bash.destroyForcibly();
    }
    return Files.readString(output, UTF_8);
  }
}
