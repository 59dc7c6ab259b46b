package io.holdfast;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The bill of materials beside the package says what the packaged service consists of. */
class BillOfMaterialsIT {

  private static final Path PACKAGE = Path.of("target/quarkus-app");
  private static final Path BILL = Path.of("target/quarkus-run-cyclonedx.json");

  /** Of several licences a component may be used under any. */
  private static final Set<String> ALLOWED =
      Set.of(
          "0BSD",
          "Apache-2.0",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "CC0-1.0",
          "EPL-2.0",
          "MIT",
          "MIT-0",
          "PostgreSQL",
          "Public Domain");

  private static JsonNode bill = new ObjectMapper().createObjectNode();

  @BeforeAll
  static void read() throws IOException {
    assumeThat(PACKAGE).as("the native build packages no jars").exists();
    bill = new ObjectMapper().readTree(BILL.toFile());
  }

  @Test
  void everyFileOfThePackageIsOnTheBillAndNothingElse() throws Exception {
    var listed = new TreeMap<String, String>();
    components()
        .forEach(
            component ->
                all(component.at("/evidence/occurrences"))
                    .map(occurrence -> occurrence.get("location").asText())
                    .forEach(location -> listed.put(location, sha256(component))));
    assertThat(listed).containsKey("quarkus-run.jar").hasSizeGreaterThan(100);
    assertThat(packaged()).isEqualTo(listed);
  }

  @Test
  void everyLicenceIsOneThatWeMayPassOn() {
    var others =
        components()
            .filter(component -> !component.at("/evidence/occurrences").isEmpty())
            .filter(component -> component.get("purl").asText().startsWith("pkg:maven/"))
            .filter(component -> licences(component).stream().noneMatch(ALLOWED::contains))
            .map(component -> component.get("purl").asText() + " " + licences(component))
            .toList();
    assertThat(others).isEmpty();
  }

  private static Stream<JsonNode> components() {
    return Stream.concat(Stream.of(bill.at("/metadata/component")), all(bill.path("components")))
        .distinct();
  }

  private static Stream<JsonNode> all(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static Set<String> licences(JsonNode component) {
    return all(component.path("licenses"))
        .map(
            licence ->
                licence.has("expression")
                    ? licence.get("expression").asText()
                    : licence.at("/license/id").asText(licence.at("/license/name").asText()))
        .collect(toSet());
  }

  private static String sha256(JsonNode component) {
    return all(component.path("hashes"))
        .filter(hash -> hash.get("alg").asText().equals("SHA-256"))
        .map(hash -> hash.get("content").asText())
        .findFirst()
        .orElse("none");
  }

  private static Map<String, String> packaged() throws Exception {
    var files = new TreeMap<String, String>();
    var sha256 = MessageDigest.getInstance("SHA-256");
    try (var walk = Files.walk(PACKAGE)) {
      for (var file : walk.filter(Files::isRegularFile).toList()) {
        var digest = HexFormat.of().formatHex(sha256.digest(Files.readAllBytes(file)));
        files.put(PACKAGE.relativize(file).toString(), digest);
      }
    }
    return files;
  }
}
