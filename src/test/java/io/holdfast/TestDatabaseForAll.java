package io.holdfast;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;

/** Gives every test that starts the application a database. */
@WithTestResource(value = TestDatabase.class, scope = TestResourceScope.GLOBAL)
class TestDatabaseForAll {}
