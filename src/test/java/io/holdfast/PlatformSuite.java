package io.holdfast;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The tests of what all features stand on, and of the race lab. */
@Suite
@SelectPackages("io.holdfast")
@IncludeClassNamePatterns(PlatformSuite.TESTS)
class PlatformSuite {

  /** Names of classes. */
  static final String TESTS = "io\\.holdfast\\.(lab|platform)\\..*Test";
}
