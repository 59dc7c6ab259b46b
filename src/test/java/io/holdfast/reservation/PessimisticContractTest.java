package io.holdfast.reservation;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(Configurations.Pessimistic.class)
class PessimisticContractTest extends StrategyContract {

  @Override
  boolean neverContends() {
    return true;
  }
}
