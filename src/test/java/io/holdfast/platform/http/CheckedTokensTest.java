package io.holdfast.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.access.Grant;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckedTokensTest {

  private static final Instant START = Instant.parse("2026-11-28T12:00:00Z");

  private Instant now = START;
  private final CheckedTokens tokens = new CheckedTokens(() -> now);

  @Test
  void onlyTheSameHeaderIsKnown() {
    var grant = grant(Duration.ofHours(1));
    assertThat(tokens.find("Bearer a.b.c")).isNull();
    tokens.keep("Bearer a.b.c", grant);
    assertThat(tokens.find("Bearer a.b.c")).isSameAs(grant);
    for (var other : List.of("Bearer a.b.C", "bearer a.b.c", "Bearer a.b.c ", "Bearer a.b", "")) {
      assertThat(tokens.find(other)).as(other).isNull();
    }
  }

  @Test
  void afterAMinuteATokenIsCheckedAgain() {
    tokens.keep("Bearer a.b.c", grant(Duration.ofHours(1)));
    now = START.plusSeconds(59);
    assertThat(tokens.find("Bearer a.b.c")).isNotNull();
    now = START.plusSeconds(60);
    assertThat(tokens.find("Bearer a.b.c")).isNull();
  }

  @Test
  void noTokenOutlivesItself() {
    tokens.keep("Bearer a.b.c", grant(Duration.ofSeconds(5)));
    now = START.plusSeconds(4);
    assertThat(tokens.find("Bearer a.b.c")).isNotNull();
    now = START.plusSeconds(5);
    assertThat(tokens.find("Bearer a.b.c")).isNull();
  }

  @Test
  void whatIsKeptIsBounded() {
    var grant = grant(Duration.ofHours(1));
    for (var i = 0; i <= 50_000; i++) {
      tokens.keep("Bearer " + i, grant);
    }
    assertThat(tokens.find("Bearer 0")).isNull();
    assertThat(tokens.find("Bearer 50000")).isSameAs(grant);
  }

  private static Grant grant(Duration life) {
    return Grant.of("somebody", "shop", List.of("orders:read"), START.plus(life), null);
  }
}
