package io.holdfast.reservation;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(Configurations.PessimisticRepeatableReadOnPostgres15.class)
class PessimisticRepeatableReadOnPostgres15ContractTest extends StrategyContract {

  @Override
  boolean neverContends() {
    return false;
  }
}
