package io.holdfast.reservation;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(Configurations.ConditionalRepeatableReadOnPostgres15.class)
class ConditionalRepeatableReadOnPostgres15ContractTest extends StrategyContract {

  @Override
  boolean neverContends() {
    return false;
  }
}
