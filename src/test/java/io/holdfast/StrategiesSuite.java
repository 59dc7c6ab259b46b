package io.holdfast;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The tests of reservations and their strategies. */
@Suite
@SelectPackages("io.holdfast")
@IncludeClassNamePatterns(StrategiesSuite.TESTS)
class StrategiesSuite {

  /** Names of classes. */
  static final String TESTS = "io\\.holdfast\\.reservation\\..*Test";
}
