package io.holdfast.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.EveryStrategy;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a script sends is what the database gets. */
@QuarkusTest
@TestProfile(EveryStrategy.class)
class ScriptTest {

  record Sent(String type, List<@Nullable Object> elements) {}

  @Inject DataSource dataSource;

  static List<Sent> arrays() {
    var id = UUID.fromString("01980000-ffff-7fff-bfff-ffffffffffff");
    return List.of(
        new Sent("uuid", Arrays.asList(id, null, new UUID(0, 0), new UUID(-1, -1))),
        new Sent("uuid", List.of()),
        new Sent("text", Arrays.asList("a", null, "", "{\"quoted\", ä}")),
        new Sent("int8", Arrays.asList(Long.MAX_VALUE, null, Long.MIN_VALUE)),
        new Sent("int4", Arrays.asList(Integer.MIN_VALUE, null)),
        new Sent("bool", Arrays.asList(true, null, false)));
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void anArrayArrivesElementByElement(Sent sent) throws Exception {
    var arrived = new ArrayList<@Nullable Object>();
    // Often enough for the driver to change over to its binary forms.
    for (var time = 0; time < 8; time++) {
      arrived.clear();
      try (var connection = dataSource.getConnection()) {
        var script = new Script(connection);
        script
            .query(
                row -> {
                  while (row.next()) {
                    arrived.add(row.getObject(1));
                  }
                },
                "SELECT unnest(?::" + sent.type() + "[])",
                script.array(sent.type(), sent.elements().toArray()))
            .run();
      }
      assertThat(arrived).isEqualTo(sent.elements());
    }
  }
}
