package io.holdfast.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.holdfast.platform.problem.ProblemType;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether an answer is what the document promises, and whether what it refuses was refused. Not
 * thread-safe.
 */
final class Judge {

  private static final String PROBLEM = "application/problem+json";

  private static final Pattern LEAK =
      Pattern.compile(
          "Exception|io\\.holdfast|java\\.|jakarta\\.|org\\.[a-z]+\\.|com\\.[a-z]+\\.|_pkey|_check|\tat |"
              + "\\b(SELECT|INSERT INTO|UPDATE \\w+ SET) ");

  private static final JsonMapper STRICT =
      JsonMapper.builder(
              com.fasterxml.jackson.core.JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNumberLength(1_000_000)
                          .maxNestingDepth(10_000)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .build();

  private final Document document;

  Judge(Document document) {
    this.document = document;
  }

  /** What is wrong with the answer; null for nothing. */
  @Nullable String objection(Attempt attempt, Wire.Answer answer) {
    var status = answer.status();
    if (status >= 500 && status != 503) {
      return "a defect of the service: " + status;
    }
    if (attempt.brokenHttp() && (status == 400 || status == 414 || status == 431)) {
      return leak(answer);
    }
    var known = attempt.operation().method().equals(attempt.method());
    var content = attempt.operation().answers().get(status);
    if (known ? content == null : status != 405 && status != 404) {
      return "a status that the document does not name: " + status;
    }
    if (status >= 400) {
      return problem(status, answer, content == null ? null : content.get(PROBLEM));
    }
    var accepted = hopeless(attempt);
    if (status < 300 && accepted != null) {
      return "accepted although " + accepted;
    }
    return success(answer, content);
  }

  private @Nullable String success(Wire.Answer answer, java.util.Map<String, JsonNode> content) {
    if (content.isEmpty()) {
      return answer.body().length == 0 ? null : "a body that the document does not name";
    }
    var schema = content.get(answer.mediaType());
    if (schema == null) {
      return "a media type that the document does not name: " + answer.mediaType();
    }
    if (!answer.mediaType().endsWith("json")) {
      return null;
    }
    var body = json(answer.body());
    return body == null ? "a body that is no JSON" : document.violationOfAnswer(schema, body);
  }

  private @Nullable String problem(int status, Wire.Answer answer, @Nullable JsonNode schema) {
    if (!answer.mediaType().equals(PROBLEM)) {
      return "a refusal that is no problem document: " + answer.mediaType();
    }
    var body = json(answer.body());
    if (body == null) {
      return "a problem document that is no JSON";
    }
    var slug = body.path("type").asText().replaceFirst("^/problems/", "");
    if (ProblemType.ofSlug(slug).filter(type -> type.status() == status).isEmpty()) {
      return "a problem of an unknown type, or of another status: " + body.path("type");
    }
    if (status == 400 && body.path("violations").isEmpty()) {
      return "a validation problem that names no violation";
    }
    if ((status == 429 || status == 503) && !answer.header("retry-after").matches("[1-9]\\d*")) {
      return "no Retry-After with " + status;
    }
    var lie = schema == null ? null : document.violation(schema, body);
    return lie == null ? leak(answer) : "a problem document with " + lie;
  }

  private static @Nullable String leak(Wire.Answer answer) {
    var leak = LEAK.matcher(answer.text());
    return leak.find() ? "a leak: " + leak.group() : null;
  }

  /** Why the request must not be accepted, as far as is known here; null where it may be. */
  private @Nullable String hopeless(Attempt attempt) {
    if (attempt.hopeless() != null) {
      return attempt.hopeless();
    }
    var operation = attempt.operation();
    var query = attempt.target().contains("?") ? attempt.target().split("\\?", 2)[1] : "";
    for (var parameter : operation.parameters()) {
      var values =
          switch (parameter.in()) {
            case "query" -> query(query, parameter.name());
            case "header" -> header(attempt, parameter.name());
            default -> List.<String>of();
          };
      for (var value : values) {
        var lie = document.violation(parameter.schema(), typed(parameter.schema(), value));
        if (lie != null) {
          return "the document forbids " + parameter.name() + " = " + value + ": " + lie;
        }
      }
    }
    return operation.schema() == null ? null : body(operation, operation.schema(), attempt.body());
  }

  private @Nullable String body(Operation operation, JsonNode schema, byte @Nullable [] body) {
    var type = String.valueOf(operation.mediaType());
    if (!type.endsWith("json") || body == null || body.length == 0) {
      return null;
    }
    var value = utf8(body) ? json(body) : null;
    if (value == null) {
      return "the body is no JSON";
    }
    var lie = document.violation(schema, value);
    return lie == null ? null : "the document forbids the body: " + lie;
  }

  private static List<String> query(String query, String name) {
    return java.util.stream.Stream.of(query.split("&", -1))
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8))
        // An empty one is as good as none.
        .filter(value -> !value.isEmpty())
        .toList();
  }

  private static List<String> header(Attempt attempt, String name) {
    var value = attempt.header(name);
    return value == null ? List.of() : List.of(value.strip());
  }

  /** A parameter is text; it stands for what the schema says. */
  private JsonNode typed(JsonNode schema, String value) {
    var type = Values.type(document.resolved(schema));
    if (type.equals("integer") && value.matches("-?(0|[1-9]\\d{0,400})")) {
      return JsonNodeFactory.instance.numberNode(new java.math.BigInteger(value));
    }
    if (type.equals("boolean") && (value.equals("true") || value.equals("false"))) {
      return JsonNodeFactory.instance.booleanNode(value.equals("true"));
    }
    return JsonNodeFactory.instance.textNode(value);
  }

  /** The one JSON document that the bytes are; null where they are none. */
  static @Nullable JsonNode json(byte[] bytes) {
    try {
      var tree = STRICT.readTree(bytes);
      return tree.isMissingNode() ? null : tree;
    } catch (JsonProcessingException malformed) {
      return null;
    } catch (java.io.IOException impossible) {
      return null;
    }
  }

  private static boolean utf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException malformed) {
      return false;
    }
  }
}
