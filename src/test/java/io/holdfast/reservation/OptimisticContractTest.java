package io.holdfast.reservation;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(Configurations.Optimistic.class)
class OptimisticContractTest extends StrategyContract {

  @Override
  boolean neverContends() {
    return false;
  }
}
