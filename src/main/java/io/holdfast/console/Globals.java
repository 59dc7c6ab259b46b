package io.holdfast.console;

import io.holdfast.lab.LabConfig;
import io.quarkus.arc.Arc;
import io.quarkus.qute.TemplateExtension;
import io.quarkus.qute.TemplateGlobal;

/** What every template can name without being handed it. Stateless. */
final class Globals {

  private Globals() {}

  /** Where links begin; ends with a slash. */
  @TemplateGlobal
  static String base() {
    return site().base();
  }

  /** What links end with, so that they stay with the shop. */
  @TemplateGlobal
  static String query() {
    return site().query();
  }

  /** The shop; empty on the page that says that its name is malformed. */
  @TemplateGlobal
  static String shop() {
    return site().isNamedWell() ? site().shop() : "";
  }

  /** Who has logged in; empty for nobody. */
  @TemplateGlobal
  static String person() {
    return site().person();
  }

  @TemplateGlobal
  static String section() {
    return site().section();
  }

  @TemplateGlobal
  static String theme() {
    return site().theme();
  }

  /** Whether there is a race lab to lead to. */
  @TemplateGlobal
  static boolean labEnabled() {
    return Arc.container().instance(LabConfig.class).get().enabled();
  }

  // The versions are those of the POM; a page that asks for another one fails its tests.

  /** Below {@link #base}. */
  @TemplateGlobal
  static String htmx() {
    return "webjars/htmx.org/2.0.8/dist/htmx.min.js";
  }

  /** Below {@link #base}; for pages with charts. */
  @TemplateGlobal
  static String uplot() {
    return "webjars/uplot/1.6.30/dist/";
  }

  /** {@code {sku.encoded}}: as a part of a path or a value of a query. */
  @TemplateExtension
  static String encoded(String text) {
    return Site.encoded(text);
  }

  private static Site site() {
    return Arc.container().instance(Site.class).get();
  }
}
