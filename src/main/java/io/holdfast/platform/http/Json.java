package io.holdfast.platform.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.Violation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.stream.Collectors;

/**
 * JSON without leniency, in UTF-8. Reading refuses what others let pass: unknown and repeated
 * fields, numbers in quotes, fractions for whole numbers, text after the end, deep nesting, and
 * text that the database could not hold. Thread-safe.
 */
@ApplicationScoped
public class Json {

  private static final int MAX_DEPTH = 64;

  // Tests look at what passes through it.
  static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          // Not even an empty text is a number, or nothing: it would take a limit away.
          .withCoercionConfigDefaults(
              config ->
                  config
                      .setAcceptBlankAsEmpty(false)
                      .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
          .withCoercionConfig(
              LogicalType.Textual,
              config ->
                  config
                      .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .build();

  private final Validator validator;

  Json(Validator validator) {
    this.validator = validator;
  }

  /**
   * The body as a {@code type}, its constraints checked.
   *
   * @throws Problem {@code validation}, naming each field that is wrong
   */
  public <T> T read(byte[] body, Class<T> type) {
    var value = bind(body, type);
    if (value == null) {
      throw Problem.invalid("body", "must be a JSON object");
    }
    return valid(value);
  }

  /** Like {@link #read}, for a value made by hand. */
  public <T> T valid(T value) {
    var violations = validator.validate(value);
    if (!violations.isEmpty()) {
      throw Problem.invalid(
          violations.stream()
              .map(Json::violation)
              .sorted(Comparator.comparing(Violation::field).thenComparing(Violation::message))
              .toList());
    }
    return value;
  }

  /** The body as a tree; numbers keep their digits. */
  public JsonNode tree(byte[] body) {
    return bind(body, JsonNode.class);
  }

  /** A tree's node as a {@code type}, by the same rules; {@code field} names it in the error. */
  public <T> T convert(JsonNode node, Class<T> type, String field) {
    try {
      return MAPPER.treeToValue(node, type);
    } catch (JsonProcessingException malformed) {
      throw Problem.invalid(field, message(malformed));
    }
  }

  public static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException defect) {
      throw new IllegalStateException("Cannot be written as JSON: " + value.getClass(), defect);
    }
  }

  private static <T> T bind(byte[] body, Class<T> type) {
    var text = decode(body);
    try {
      refuseUnstorable(text);
      return MAPPER.readValue(text, type);
    } catch (JsonProcessingException malformed) {
      throw Problem.invalid(field(malformed), message(malformed));
    } catch (IOException impossible) {
      throw new IllegalStateException("Text in memory could not be read", impossible);
    }
  }

  private static String decode(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException malformed) {
      throw Problem.invalid("body", "is not valid UTF-8");
    }
  }

  /**
   * PostgreSQL holds neither NUL nor half a surrogate pair. Raw ones cannot come this far, only
   * escaped ones: where there is no {@code \\u} there is nothing to look for.
   */
  private static void refuseUnstorable(String text) throws IOException {
    if (!text.contains("\\u")) {
      return;
    }
    try (var parser = MAPPER.createParser(text)) {
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if ((token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING)
            && !Text.storable(parser.getText())) {
          throw Problem.invalid(path(parser), "holds a NUL or half a surrogate pair");
        }
      }
    }
  }

  private static String path(JsonParser parser) {
    var pointer = parser.getParsingContext().pathAsPointer().toString();
    var path = pointer.substring(Math.min(1, pointer.length()));
    return !path.isEmpty() && Text.storable(path) ? path.replace('/', '.') : "body";
  }

  private static String field(JsonProcessingException malformed) {
    if (!(malformed instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
      return "body";
    }
    return mapping.getPath().stream()
        .map(
            step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
        .collect(Collectors.joining("."))
        .replace(".[", "[");
  }

  private static String message(JsonProcessingException malformed) {
    if (malformed.getCause() instanceof JsonProcessingException cause
        && !(cause instanceof InputCoercionException)) {
      return message(cause);
    }
    if (malformed instanceof UnrecognizedPropertyException) {
      return "is not a known field";
    }
    if (malformed instanceof StreamConstraintsException) {
      return "is nested too deep, or holds a name or a number that is too long";
    }
    if (malformed.getOriginalMessage().startsWith("Duplicate field")) {
      return "holds a field twice";
    }
    return malformed instanceof JsonMappingException
        ? "has a value of the wrong type, or out of range"
        : "is not well-formed JSON";
  }

  private static Violation violation(ConstraintViolation<?> violation) {
    return new Violation(violation.getPropertyPath().toString(), violation.getMessage());
  }
}
