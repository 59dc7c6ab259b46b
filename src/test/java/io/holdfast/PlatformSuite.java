package io.holdfast;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * The tests of what all features stand on, and of strategies under settings of their own. Every
 * profile of tests is an application that has to be built and started, so none is in two suites.
 */
@Suite
@SelectPackages("io.holdfast")
@IncludeClassNamePatterns(PlatformSuite.TESTS)
class PlatformSuite {

  /** Names of classes. */
  static final String TESTS =
      "io\\.holdfast\\.(platform\\.(access|http|database\\.(?!OldestSnapshot|Script)).*"
          + "|webhook\\.PrivateReceivers"
          + "|reservation\\.(Bulkhead|Contention|Metrics|Combining|CombiningGuards))Test";
}
