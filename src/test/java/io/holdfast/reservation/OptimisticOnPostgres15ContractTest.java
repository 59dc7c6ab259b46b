package io.holdfast.reservation;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(Configurations.OptimisticOnPostgres15.class)
class OptimisticOnPostgres15ContractTest extends StrategyContract {

  @Override
  boolean neverContends() {
    return false;
  }
}
