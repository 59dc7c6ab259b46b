package io.holdfast;

import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * Every test that is in neither {@link StrategiesSuite} nor {@link PlatformSuite}, so that none is
 * in no suite.
 */
@Suite
@SelectPackages("io.holdfast")
@IncludeClassNamePatterns(".*Test")
@ExcludeClassNamePatterns({StrategiesSuite.TESTS, PlatformSuite.TESTS})
class ServiceSuite {}
