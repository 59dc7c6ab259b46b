package io.holdfast.platform.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.IndexView;
import org.jspecify.annotations.Nullable;

/**
 * What the records behind the OpenAPI document say of themselves and its scanner does not see:
 * which fields may be null, that an answer has all of them, and that a request may have no others.
 * Runs in the build.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ApiSchemas implements OASFilter {

  private static final DotName NULLABLE = DotName.createSimple(Nullable.class);
  private static final DotName LEFT_OUT = DotName.createSimple(JsonInclude.class);
  private static final String REFERENCE = "#/components/schemas/";

  private final IndexView index;

  public ApiSchemas(IndexView index) {
    this.index = index;
  }

  @Override
  public void filterOpenAPI(OpenAPI document) {
    var all = document.getComponents().getSchemas();
    var operations =
        document.getPaths().getPathItems().values().stream()
            .flatMap(path -> path.getOperations().values().stream())
            .toList();
    var sent = new HashSet<Schema>();
    operations.forEach(operation -> collect(request(operation), document, sent));
    var answered = new HashSet<Schema>();
    operations.stream()
        .flatMap(ApiSchemas::answers)
        .forEach(schema -> collect(schema, document, answered));
    all.forEach(
        (name, schema) -> {
          if (schema.getProperties() != null && !name.equals(ApiDescription.PROBLEM)) {
            complete(schema, record(name, schema), answered.contains(schema));
          }
        });
    sent.stream().filter(schema -> schema.getProperties() != null).forEach(ApiSchemas::close);
  }

  @SuppressWarnings("deprecation") // its successor wants a schema for what is a plain false
  private static void close(Schema schema) {
    schema.setAdditionalPropertiesBoolean(false);
  }

  private static void complete(Schema schema, ClassInfo record, boolean answered) {
    for (var property : List.copyOf(schema.getProperties().entrySet())) {
      var field = property.getKey();
      var component = record.field(field);
      if (component.hasAnnotation(LEFT_OUT)) {
        continue;
      }
      if (component.type().hasAnnotation(NULLABLE)) {
        schema.addProperty(field, orNull(property.getValue()));
      }
      if (answered) {
        schema.addRequired(field);
      }
    }
  }

  private static Schema orNull(Schema schema) {
    if (schema.getRef() == null && schema.getEnumeration() == null) {
      return schema.addType(Schema.SchemaType.NULL);
    }
    return OASFactory.createSchema()
        .addAnyOf(schema)
        .addAnyOf(OASFactory.createSchema().addType(Schema.SchemaType.NULL));
  }

  /** The record that a schema was made from: of its name, which may be numbered, and its fields. */
  private ClassInfo record(String name, Schema schema) {
    var simpleName = name.replaceAll("\\d+$", "");
    var fields = schema.getProperties().keySet();
    return index.getKnownClasses().stream()
        .filter(type -> type.isRecord() && type.simpleName().equals(simpleName))
        .filter(type -> fields.equals(components(type)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("No record has the fields of " + name));
  }

  private static Set<String> components(ClassInfo type) {
    var names = new HashSet<String>();
    type.fields().stream()
        .filter(field -> (field.flags() & java.lang.reflect.Modifier.STATIC) == 0)
        .map(FieldInfo::name)
        .forEach(names::add);
    return names;
  }

  private static @Nullable Schema request(Operation operation) {
    var body = operation.getRequestBody();
    return body == null ? null : schemas(body.getContent()).findFirst().orElse(null);
  }

  private static Stream<Schema> answers(Operation operation) {
    return operation.getResponses().getAPIResponses().values().stream()
        .flatMap(response -> schemas(response.getContent()));
  }

  private static Stream<Schema> schemas(@Nullable Content content) {
    return content == null
        ? Stream.empty()
        : content.getMediaTypes().values().stream()
            .map(media -> media.getSchema())
            .filter(Objects::nonNull);
  }

  /** The schema, and all that it is made of. */
  private static void collect(@Nullable Schema schema, OpenAPI document, Set<Schema> met) {
    if (schema == null || !met.add(schema)) {
      return;
    }
    if (schema.getRef() != null) {
      var name = schema.getRef().substring(REFERENCE.length());
      collect(document.getComponents().getSchemas().get(name), document, met);
    }
    collect(schema.getItems(), document, met);
    Collection<Schema> properties =
        schema.getProperties() == null ? List.of() : schema.getProperties().values();
    properties.forEach(property -> collect(property, document, met));
  }
}
