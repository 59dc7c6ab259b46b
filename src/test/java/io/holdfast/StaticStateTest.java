package io.holdfast;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Static state is made when the native image is built, once for all its runs: time, chance, threads
 * and the environment have no place in it.
 */
@AnalyzeClasses(packages = "io.holdfast", importOptions = ImportOption.DoNotIncludeTests.class)
class StaticStateTest {

  private static final Set<String> OF_THE_MOMENT =
      Set.of(
          "java.lang.System.getenv",
          "java.lang.System.getProperty",
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.time.Instant.now",
          "java.util.UUID.randomUUID",
          "java.util.concurrent.ThreadLocalRandom.current",
          "java.lang.Thread.<init>",
          "java.lang.Thread.start");

  @ArchTest
  static final ArchRule noStaticFieldHoldsTimeChanceOrThreads =
      noFields()
          .that()
          .areStatic()
          .should()
          .haveRawType(
              describe(
                  "of the moment",
                  type ->
                      type.isAssignableTo(Random.class)
                          || type.isAssignableTo(Clock.class)
                          || type.isAssignableTo(Instant.class)
                          || type.isAssignableTo(Thread.class)
                          || type.isAssignableTo(Executor.class)));

  @ArchTest
  static final ArchRule noInitializerAsksForThem =
      codeUnits()
          .that(describe("initialize classes", unit -> unit.getName().equals("<clinit>")))
          .should(
              new ArchCondition<JavaCodeUnit>("not depend on the moment") {
                @Override
                public void check(JavaCodeUnit unit, ConditionEvents events) {
                  unit.getCallsFromSelf().stream()
                      .filter(
                          call ->
                              OF_THE_MOMENT.contains(
                                  call.getTargetOwner().getName() + "." + call.getName()))
                      .forEach(
                          call ->
                              events.add(
                                  SimpleConditionEvent.violated(unit, call.getDescription())));
                }
              });
}
