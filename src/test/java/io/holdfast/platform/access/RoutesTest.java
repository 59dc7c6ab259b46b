package io.holdfast.platform.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of routes names every operation of every resource, and nothing else. */
class RoutesTest {

  @Test
  void everyOperationHasItsLineAndEveryLineItsOperation() {
    assertThat(resources()).hasSizeGreaterThan(50);
    assertThat(table()).isEqualTo(resources());
  }

  /** Or a stream would outlive its token. */
  @Test
  void everyStreamIsMarkedAsOne() {
    var marked = new TreeSet<String>();
    for (var route : Routes.all()) {
      if (route.operation("GET").filter(Route.Operation::streams).isPresent()) {
        marked.add(unnamed(route.path()));
      }
    }
    var streams = new TreeSet<String>();
    all()
        .filter(
            method -> {
              var produces = method.getAnnotation(Produces.class);
              return produces != null
                  && List.of(produces.value()).contains(MediaType.SERVER_SENT_EVENTS);
            })
        .forEach(method -> streams.add(path(method)));
    assertThat(streams).isNotEmpty();
    assertThat(marked).isEqualTo(streams);
  }

  @Test
  void aPathIsFoundByTheFirstLineThatMatchesAllOfIt() {
    assertThat(Routes.find("/api/v1/items/import").orElseThrow().methods()).containsExactly("POST");
    assertThat(Routes.find("/api/v1/items/A-1").orElseThrow().methods())
        .containsExactly("GET", "PATCH", "DELETE");
    assertThat(Routes.find("/").orElseThrow().path()).isEmpty();
    for (var unknown :
        List.of("/api", "/api/v1/orders/1/2", "/q/dev", "/console", "/labs", "/q/metricsx", "//")) {
      assertThat(Routes.find(unknown)).as(unknown).isEmpty();
    }
  }

  /** What of the table belongs to resources; the rest is served by the framework. */
  private static Set<String> table() {
    var lines = new TreeSet<String>();
    for (var route : Routes.all()) {
      if (!route.path().matches("/(q|console|webjars)/.*")) {
        route.methods().forEach(method -> lines.add(method + " " + unnamed(route.path())));
      }
    }
    return lines;
  }

  private static Set<String> resources() {
    var lines = new TreeSet<String>();
    all().forEach(method -> methods(method).forEach(name -> lines.add(name + " " + path(method))));
    return lines;
  }

  private static Stream<Method> all() {
    return new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.holdfast")
            .stream()
            .filter(type -> type.isAnnotatedWith(Path.class))
            .map(type -> type.reflect())
            .flatMap(type -> Arrays.stream(type.getDeclaredMethods()));
  }

  private static Stream<String> methods(Method method) {
    return Arrays.stream(method.getAnnotations())
        .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
        .filter(named -> named != null)
        .map(HttpMethod::value);
  }

  private static String path(Method method) {
    var of = method.getDeclaringClass().getAnnotation(Path.class).value();
    var own = method.getAnnotation(Path.class);
    return unnamed(
        (of + "/" + (own == null ? "" : own.value())).replaceAll("/+", "/").replaceAll("/$", ""));
  }

  private static String unnamed(String path) {
    return path.replaceAll("\\{[^}]+}", "{}");
  }
}
