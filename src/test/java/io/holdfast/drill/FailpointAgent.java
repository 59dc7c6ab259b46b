package io.holdfast.drill;

import static net.bytebuddy.matcher.ElementMatchers.nameMatches;
import static net.bytebuddy.matcher.ElementMatchers.named;

import java.io.File;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.instrument.Instrumentation;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;

/** Runs in the service's process before the service and puts the {@link Failpoint}s in. */
public final class FailpointAgent {

  private FailpointAgent() {}

  /** What the JVM calls. */
  public static void premain(String ignored, Instrumentation instrumentation) {
    AgentBuilder builder = new AgentBuilder.Default();
    for (var point : Failpoint.values()) {
      var advice =
          Advice.withCustomMapping()
              .bind(Label.class, point.label())
              .to(point.isBefore() ? Before.class : Behind.class);
      builder =
          builder
              .type(nameMatches(point.types()))
              .transform(
                  (type, description, loader, module, domain) ->
                      type.visit(advice.on(named(point.method()))));
    }
    builder.installOn(instrumentation);
  }

  /** The name of the point, as a constant in the code that is put in. */
  @Retention(RetentionPolicy.RUNTIME)
  @interface Label {}

  /** Put in before a method; it may call nothing but the JDK, since it becomes part of it. */
  static final class Before {

    private Before() {}

    @Advice.OnMethodEnter
    static void halt(@Label String label) {
      if (new File(System.getProperty("drill.failpoints"), label).exists()) {
        Runtime.getRuntime().halt(137);
      }
    }
  }

  /** Put in where a method returns. */
  static final class Behind {

    private Behind() {}

    @Advice.OnMethodExit
    static void halt(@Label String label) {
      if (new File(System.getProperty("drill.failpoints"), label).exists()) {
        Runtime.getRuntime().halt(137);
      }
    }
  }
}
