package io.holdfast;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.inject.Inject;
import jakarta.persistence.Entity;

@AnalyzeClasses(packages = "io.holdfast", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule arrowsPointOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("console")
          .definedBy("io.holdfast.console..")
          .layer("lab")
          .definedBy("io.holdfast.lab..")
          .layer("invariant")
          .definedBy("io.holdfast.invariant..")
          .layer("webhook")
          .definedBy("io.holdfast.webhook..")
          .layer("order")
          .definedBy("io.holdfast.order..")
          .layer("reservation")
          .definedBy("io.holdfast.reservation")
          .layer("strategy")
          .definedBy("io.holdfast.reservation.strategy..")
          .layer("decision")
          .definedBy("io.holdfast.reservation.decision..")
          .layer("stock")
          .definedBy("io.holdfast.stock..")
          .layer("idempotency")
          .definedBy("io.holdfast.idempotency..")
          .layer("event")
          .definedBy("io.holdfast.event..")
          .layer("platform")
          .definedBy("io.holdfast.platform..")
          .withOptionalLayers(true)
          .whereLayer("console")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("lab")
          .mayOnlyBeAccessedByLayers("console")
          .whereLayer("invariant")
          .mayOnlyBeAccessedByLayers("console")
          .whereLayer("webhook")
          .mayOnlyBeAccessedByLayers("console")
          .whereLayer("order")
          .mayOnlyBeAccessedByLayers("lab", "console")
          .whereLayer("reservation")
          .mayOnlyBeAccessedByLayers("order", "lab", "console")
          .whereLayer("strategy")
          .mayOnlyBeAccessedByLayers("reservation", "order", "lab", "console")
          .whereLayer("decision")
          .mayOnlyBeAccessedByLayers("strategy", "reservation", "order", "lab", "console")
          .whereLayer("stock")
          .mayOnlyBeAccessedByLayers(
              "decision", "strategy", "reservation", "order", "invariant", "lab", "console")
          .whereLayer("idempotency")
          .mayOnlyBeAccessedByLayers(
              "stock",
              "decision",
              "strategy",
              "reservation",
              "order",
              "webhook",
              "invariant",
              "lab",
              "console")
          .whereLayer("event")
          .mayOnlyBeAccessedByLayers(
              "stock", "strategy", "order", "webhook", "invariant", "lab", "console")
          .whereLayer("platform")
          .mayOnlyBeAccessedByLayers(
              "event",
              "idempotency",
              "stock",
              "decision",
              "strategy",
              "reservation",
              "order",
              "invariant",
              "webhook",
              "lab",
              "console");

  @ArchTest
  static final ArchRule theDecisionIsPure =
      noClasses()
          .that()
          .resideInAPackage("io.holdfast.reservation.decision")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.sql..", "javax.sql..", "jakarta..", "io.quarkus..", "org.hibernate..");

  @ArchTest
  static final ArchRule noCycles = slices().matching("io.holdfast.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noImplementationsBySuffix =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Impl")
          .orShould()
          .haveSimpleNameEndingWith("Util");

  @ArchTest
  static final ArchRule noFieldInjection = noFields().should().beAnnotatedWith(Inject.class);

  @ArchTest
  static final ArchRule noPublicMutableState = fields().that().arePublic().should().beFinal();

  @ArchTest
  static final ArchRule entitiesStayHome =
      classes().that().areAnnotatedWith(Entity.class).should().bePackagePrivate();
}
