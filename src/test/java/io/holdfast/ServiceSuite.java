package io.holdfast;

import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** Every test that is not in {@link StrategiesSuite}, so that none is in neither. */
@Suite
@SelectPackages("io.holdfast")
@IncludeClassNamePatterns(".*Test")
@ExcludeClassNamePatterns(StrategiesSuite.TESTS)
class ServiceSuite {}
