package io.holdfast.platform.database;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(PessimisticLostCommitTest.Behind.class)
class PessimisticLostCommitTest extends LostCommitContract {

  public static final class Behind extends Profile {
    public Behind() {
      super("pessimistic");
    }
  }
}
