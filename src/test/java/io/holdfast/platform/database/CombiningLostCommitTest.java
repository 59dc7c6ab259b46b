package io.holdfast.platform.database;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(LostCommitContract.BehindAProxy.class)
class CombiningLostCommitTest extends LostCommitContract {

  @Override
  String strategy() {
    return "combining";
  }
}
