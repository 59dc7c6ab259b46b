package io.holdfast;

import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The tests of reservations, of their strategies side by side, and of the race lab. */
@Suite
@SelectPackages("io.holdfast")
@IncludeClassNamePatterns(StrategiesSuite.TESTS)
@ExcludeClassNamePatterns(PlatformSuite.TESTS)
class StrategiesSuite {

  /** Names of classes. */
  static final String TESTS = "io\\.holdfast\\.(reservation|lab|platform)\\..*Test";
}
