package io.holdfast.reservation;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(Configurations.PessimisticOnPostgres15.class)
class PessimisticOnPostgres15ContractTest extends StrategyContract {

  @Override
  boolean neverContends() {
    return true;
  }
}
