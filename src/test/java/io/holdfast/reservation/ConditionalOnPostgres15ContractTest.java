package io.holdfast.reservation;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(Configurations.ConditionalOnPostgres15.class)
class ConditionalOnPostgres15ContractTest extends StrategyContract {

  @Override
  boolean neverContends() {
    return true;
  }
}
