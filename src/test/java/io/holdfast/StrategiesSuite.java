package io.holdfast;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * The tests of the strategies, of the race lab, and with random input; all others are in {@link
 * ServiceSuite}.
 */
@Suite
@SelectPackages("io.holdfast")
@IncludeClassNamePatterns(StrategiesSuite.TESTS)
class StrategiesSuite {

  /** Names of classes. */
  static final String TESTS = "io\\.holdfast\\.(fuzz|lab|reservation)\\..*Test";
}
