package io.holdfast.platform.http;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBuilder;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanSerializerBuilder;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.jackson.ObjectMapperCustomizer;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes every application under test refuse what the native binary would refuse: JSON of a type of
 * ours that is not registered for reflection. Such a request then ends in a 500, whichever test
 * sends it. The native image knows no records but the registered ones, and Quarkus does not see
 * those that are written by hand. Thread-safe.
 */
@Singleton
public class OnlyRegisteredTypes implements ObjectMapperCustomizer {

  private static final String OURS = "io.holdfast.";

  private final Set<String> registered = registered();

  void watch(@Observes StartupEvent start) {
    customize(Json.MAPPER);
  }

  @Override
  public void customize(ObjectMapper mapper) {
    mapper.registerModule(
        new SimpleModule("only-registered-types")
            .setSerializerModifier(
                new BeanSerializerModifier() {
                  @Override
                  public BeanSerializerBuilder updateBuilder(
                      SerializationConfig config,
                      BeanDescription type,
                      BeanSerializerBuilder builder) {
                    check(type.getBeanClass());
                    return builder;
                  }
                })
            .setDeserializerModifier(
                new BeanDeserializerModifier() {
                  @Override
                  public BeanDeserializerBuilder updateBuilder(
                      DeserializationConfig config,
                      BeanDescription type,
                      BeanDeserializerBuilder builder) {
                    check(type.getBeanClass());
                    return builder;
                  }
                }));
  }

  private void check(Class<?> type) {
    if (type.getName().startsWith(OURS) && !registered.contains(type.getName())) {
      throw new IllegalStateException(
          type + " is read or written as JSON and needs @RegisterForReflection");
    }
  }

  private static Set<String> registered() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.holdfast");
    return classes.stream()
        .filter(type -> type.isAnnotatedWith(RegisterForReflection.class))
        .flatMap(type -> targets(type.reflect()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<String> targets(Class<?> type) {
    var targets = type.getAnnotation(RegisterForReflection.class).targets();
    return targets.length == 0
        ? Stream.of(type.getName())
        : Arrays.stream(targets).map(Class::getName);
  }
}
