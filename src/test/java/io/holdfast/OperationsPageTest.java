package io.holdfast;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/**
 * The page for operators names every setting of ours, with its environment variable and default.
 */
class OperationsPageTest {

  private static final Path PAGE = Path.of("docs/operations.md");
  private static final Pattern ROW =
      Pattern.compile(
          "(?m)^\\| `(holdfast\\.[^`]+)` \\| `([A-Z0-9_]+)` \\| (`[^`]+`|–) \\| \\S.*\\|$");

  @Test
  void everySettingHasItsRowAndEveryRowItsSetting() throws IOException {
    var written =
        ROW.matcher(Files.readString(PAGE))
            .results()
            .collect(toMap((MatchResult row) -> row.group(1), OperationsPageTest::start));
    var settings = settings();
    var missing =
        settings.entrySet().stream()
            .filter(setting -> !setting.getValue().equals(written.get(setting.getKey())))
            .map(setting -> setting.getValue() + " what it does |")
            .collect(joining("\n"));
    var stale =
        written.entrySet().stream()
            .filter(row -> !settings.containsKey(row.getKey()))
            .map(Map.Entry::getValue)
            .collect(joining("\n"));
    assertThat(missing).as("rows that %s lacks, or has otherwise", PAGE).isEmpty();
    assertThat(stale).as("rows of %s for which there is no setting", PAGE).isEmpty();
  }

  private static String start(MatchResult row) {
    return "| `%s` | `%s` | %s |".formatted(row.group(1), row.group(2), row.group(3));
  }

  /** What the code reads: from its mappings, each key with how its row must begin. */
  private static Map<String, String> settings() {
    var rows = new TreeMap<String, String>();
    var classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.holdfast");
    classes.stream()
        .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
        .map(JavaClass::reflect)
        .forEach(type -> add(type, type.getAnnotation(ConfigMapping.class).prefix(), rows));
    assertThat(rows).isNotEmpty();
    assertThat(injected(classes.stream()).filter(key -> !rows.containsKey(key)))
        .as("keys that are injected but belong to no mapping")
        .isEmpty();
    return rows;
  }

  private static void add(Class<?> type, String prefix, Map<String, String> rows) {
    for (var method : type.getMethods()) {
      if (method.isDefault()) {
        continue;
      }
      var key =
          method.isAnnotationPresent(WithParentName.class) ? prefix : prefix + "." + name(method);
      if (method.getReturnType().getName().startsWith("io.holdfast.")
          && method.getReturnType().isInterface()) {
        add(method.getReturnType(), key, rows);
        continue;
      }
      var byDefault = method.getAnnotation(WithDefault.class);
      rows.put(
          key,
          "| `%s` | `%s` | %s |"
              .formatted(
                  key,
                  key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT),
                  byDefault == null ? "–" : "`" + byDefault.value() + "`"));
    }
  }

  private static String name(Method method) {
    var given = method.getAnnotation(WithName.class);
    return given != null
        ? given.value()
        : method.getName().replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }

  private static Stream<String> injected(Stream<JavaClass> classes) {
    return classes
        .map(JavaClass::reflect)
        .flatMap(type -> Arrays.stream(type.getDeclaredConstructors()))
        .flatMap(constructor -> Arrays.stream(constructor.getParameters()))
        .map(parameter -> parameter.getAnnotation(ConfigProperty.class))
        .filter(property -> property != null && property.name().startsWith("holdfast."))
        .map(ConfigProperty::name);
  }
}
