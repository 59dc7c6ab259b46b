package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/**
 * What {@code native-image} would be given, without running it: {@code ./mvnw -Dnative
 * -Dquarkus.native.sources-only=true clean verify -Dtest=none
 * -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=NativeSourcesCheck}. Not among the usual tests,
 * because it needs that build.
 */
class NativeSourcesCheck {

  private static final Path SOURCES = Path.of("target/native-sources");

  @Test
  void nothingOfTheEmbeddedDatabaseIsInIt() throws IOException {
    assertThat(names(SOURCES.resolve("lib")))
        .hasSizeGreaterThan(50)
        .noneMatch(library -> library.matches(".*(zonky|tukaani|commons-compress).*"));
    assertThat(entries())
        .contains("io/holdfast/Holdfast.class")
        .noneMatch(entry -> entry.startsWith("io/holdfast/platform/embedded/"));
  }

  @Test
  void everyTypeThatIsMarkedIsKnownToReflection() throws IOException {
    var known = read("reflect-config.json").findValuesAsText("name");
    var marked =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.holdfast")
                .stream()
                .filter(type -> type.isAnnotatedWith(RegisterForReflection.class))
                .map(JavaClass::reflect)
                .flatMap(NativeSourcesCheck::targets)
                .toList();
    assertThat(marked).isNotEmpty();
    assertThat(known).containsAll(marked);
  }

  @Test
  void migrationsAndPagesAreInTheImage() throws IOException {
    var included =
        read("resource-config.json").findValuesAsText("pattern").stream()
            .map(pattern -> Pattern.compile(pattern))
            .toList();
    var resources = Path.of("src/main/resources");
    try (var files = Files.walk(resources)) {
      assertThat(
              files
                  .filter(Files::isRegularFile)
                  .map(file -> resources.relativize(file).toString())
                  .filter(file -> file.startsWith("db/") || file.startsWith("META-INF/resources/")))
          .isNotEmpty()
          .allMatch(file -> included.stream().anyMatch(pattern -> pattern.matcher(file).matches()));
    }
  }

  private static Stream<String> targets(Class<?> type) {
    var targets = type.getAnnotation(RegisterForReflection.class).targets();
    return targets.length == 0
        ? Stream.of(type.getName())
        : Arrays.stream(targets).map(Class::getName);
  }

  private static JsonNode read(String config) throws IOException {
    try (var jar = new JarFile(jar().toFile())) {
      var entry = jar.getEntry("META-INF/native-image/" + config);
      return new ObjectMapper().readTree(jar.getInputStream(entry));
    }
  }

  private static List<String> entries() throws IOException {
    try (var jar = new JarFile(jar().toFile())) {
      return jar.stream().map(ZipEntry::getName).toList();
    }
  }

  private static Path jar() throws IOException {
    return SOURCES.resolve(
        names(SOURCES).stream()
            .filter(name -> name.endsWith("-runner.jar"))
            .findAny()
            .orElseThrow());
  }

  private static List<String> names(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
