package io.holdfast.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A judge who objects to nothing would prove nothing. */
class JudgeTest {

  private static final Document DOCUMENT =
      Document.of(
          """
          {"paths": {"/things": {"post": {
             "parameters": [
               {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 200}},
               {"name": "Holdfast-Shop", "in": "header", "schema": {"type": "string", "pattern": "^[a-z]+$"}}],
             "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/New"}}}},
             "responses": {
               "201": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
               "204": {},
               "400": {"content": {"application/problem+json": {"schema": {"type": "object", "required": ["title"]}}}},
               "503": {"content": {"application/problem+json": {"schema": {"type": "object"}}}}}}}},
           "components": {"schemas": {
             "New": {"type": "object", "required": ["n"], "additionalProperties": false,
                     "properties": {"n": {"type": "integer", "minimum": 1}}},
             "Thing": {"type": "object", "required": ["id"],
                       "properties": {"id": {"type": "string"}, "note": {"type": ["string", "null"]}}}}}}
          """);
  private static final String GOOD = "{\"n\":1}";
  private static final String INVALID =
      "{\"type\":\"/problems/validation\",\"title\":\"Invalid\",\"violations\":[{}]}";
  private static final String OVERLOADED = "{\"type\":\"/problems/overloaded\"}";

  private final Judge judge = new Judge(DOCUMENT);
  private final Attempt good = attempt("/things?limit=3", GOOD);

  @ParameterizedTest
  @ValueSource(strings = {"{\"id\":\"a\"}", "{\"id\":\"a\",\"note\":null}"})
  void whatTheDocumentSaysIsFine(String body) {
    assertThat(judge.objection(good, answer(201, "application/json", body))).isNull();
    assertThat(judge.objection(good, answer(204, "", ""))).isNull();
    assertThat(judge.objection(good, problem(400, INVALID))).isNull();
    assertThat(judge.objection(good, problem(503, OVERLOADED, "retry-after", "1"))).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 404, 200})
  void anotherStatusIsNot(int status) {
    assertThat(judge.objection(good, problem(status, INVALID))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"id\":7}", "{\"id\":null}", "{\"id\":\"a\",\"extra\":1}", "{\"id\"", ""})
  void anotherBodyIsNot(String body) {
    assertThat(judge.objection(good, answer(201, "application/json", body))).isNotNull();
  }

  @Test
  void anotherMediaTypeIsNot() {
    assertThat(judge.objection(good, answer(201, "text/html", "{\"id\":\"a\"}"))).isNotNull();
    assertThat(judge.objection(good, answer(400, "application/json", INVALID))).isNotNull();
    assertThat(judge.objection(good, answer(204, "text/plain", "x"))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"/problems/nonsense\",\"title\":\"Invalid\",\"violations\":[{}]}",
        "{\"type\":\"/problems/overloaded\",\"title\":\"Invalid\",\"violations\":[{}]}",
        "{\"type\":\"/problems/validation\",\"violations\":[{}]}",
        "{\"type\":\"/problems/validation\",\"title\":\"Invalid\"}",
        "{\"type\":\"/problems/validation\",\"title\":\"java.lang.Error\",\"violations\":[{}]}",
        "{\"type\":\"/problems/validation\",\"title\":\"SELECT 1\",\"violations\":[{}]}",
        "{\"type\":\"/problems/validation\",\"title\":\"item_pkey\",\"violations\":[{}]}"
      })
  void neitherIsAnotherProblemOrALeak(String body) {
    assertThat(judge.objection(good, problem(400, body))).isNotNull();
  }

  @Test
  void whoIsToComeBackHasToBeToldWhen() {
    assertThat(judge.objection(good, problem(503, OVERLOADED))).contains("Retry-After");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/things|{\"n\":0}",
        "/things|{\"n\":\"1\"}",
        "/things|{}",
        "/things|{\"n\":1,\"x\":1}",
        "/things|{\"n\":1,\"n\":1}",
        "/things|{\"n\":1} x",
        "/things?limit=201|{\"n\":1}",
        "/things?limit=x|{\"n\":1}"
      })
  void whatIsForbiddenMustBeRefused(String target, String body) {
    var attempt = attempt(target, body);
    assertThat(judge.objection(attempt, answer(201, "application/json", "{\"id\":\"a\"}")))
        .contains("accepted although");
    assertThat(judge.objection(attempt, problem(400, INVALID))).isNull();
  }

  @Test
  void soMustAMalformedHeaderAndWhatIsHopeless() {
    var created = answer(201, "application/json", "{\"id\":\"a\"}");
    assertThat(judge.objection(good.with("Holdfast-Shop", "A B"), created)).contains("accepted");
    assertThat(judge.objection(good.hopeless("it is late"), created)).contains("it is late");
  }

  private static Attempt attempt(String target, String body) {
    return new Attempt(
        DOCUMENT.operations().get(0),
        "POST",
        target,
        List.of(),
        body.getBytes(UTF_8),
        "a test",
        null,
        false);
  }

  private static Wire.Answer problem(int status, String body, String... header) {
    return answer(status, "application/problem+json", body, header);
  }

  private static Wire.Answer answer(
      int status, String type, @Nullable String body, String... header) {
    var headers = new TreeMap<>(Map.of("content-type", type));
    if (header.length == 2) {
      headers.put(header[0], header[1]);
    }
    return new Wire.Answer(status, headers, String.valueOf(body).getBytes(UTF_8));
  }
}
