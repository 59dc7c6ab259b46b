package io.holdfast.reservation;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(Configurations.OptimisticRepeatableReadOnPostgres15.class)
class OptimisticRepeatableReadOnPostgres15ContractTest extends StrategyContract {

  @Override
  boolean neverContends() {
    return false;
  }
}
