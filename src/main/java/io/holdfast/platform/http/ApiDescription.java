package io.holdfast.platform.http;

import io.holdfast.platform.access.Route;
import io.holdfast.platform.access.Routes;
import io.holdfast.platform.problem.Problems;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/**
 * What all operations have in common in the OpenAPI document, said once instead of at each of them:
 * the headers and paging parameters, the shop, and what a problem looks like. Runs in the build.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ApiDescription implements OASFilter {

  /** The schema of all refusals. */
  static final String PROBLEM = "Problem";

  private static final String BEARER = "bearer";

  private static final Map<String, String> PARAMETERS =
      Map.of(
          "Idempotency-Key",
          "Makes the call safe to repeat: the same key with the same body answers the first"
              + " success again. 1 to 255 visible ASCII characters, kept for 24 hours.",
          "If-Match",
          "The ETag last seen. The call is refused with 412 where the resource has changed since.",
          "If-None-Match",
          "An ETag the caller has; where it is still the current one the answer is 304 without a"
              + " body. On PUT, * creates what is not there yet.",
          "limit",
          "How many to list, 1 to 200; 50 if absent.",
          "after",
          "The cursor from `next` of the page before.");

  @Override
  public PathItem filterPathItem(PathItem path) {
    path.getOperations().values().forEach(ApiDescription::complete);
    return path;
  }

  @Override
  public Parameter filterParameter(Parameter parameter) {
    if (parameter.getDescription() == null) {
      parameter.setDescription(PARAMETERS.get(parameter.getName()));
    }
    switch (parameter.getName()) {
      case "limit" ->
          parameter.setSchema(
              OASFactory.createSchema()
                  .addType(Schema.SchemaType.INTEGER)
                  .minimum(BigDecimal.ONE)
                  .maximum(BigDecimal.valueOf(Page.MAX_LIMIT))
                  .defaultValue(Page.DEFAULT_LIMIT));
      case "Idempotency-Key" -> parameter.setSchema(string().pattern("^[!-~]{1,255}$"));
      default -> {
        // Its schema is its own.
      }
    }
    return parameter;
  }

  /**
   * Lists are documented as arrays of what they list, because Page is generic; here they become
   * pages.
   */
  @Override
  public APIResponse filterAPIResponse(APIResponse response) {
    if (response.getContent() != null) {
      for (var media : response.getContent().getMediaTypes().values()) {
        var schema = media.getSchema();
        if (schema != null
            && schema.getType() != null
            && schema.getType().contains(Schema.SchemaType.ARRAY)) {
          media.setSchema(
              OASFactory.createSchema()
                  .addType(Schema.SchemaType.OBJECT)
                  .addProperty("items", schema)
                  .addProperty("next", string().addType(Schema.SchemaType.NULL)));
        }
      }
    }
    return response;
  }

  @Override
  public void filterOpenAPI(OpenAPI document) {
    var components = document.getComponents();
    document.setComponents(
        (components == null ? OASFactory.createComponents() : components)
            .addSchema(PROBLEM, problem())
            .addSecurityScheme(
                BEARER,
                OASFactory.createSecurityScheme()
                    .type(SecurityScheme.Type.HTTP)
                    .scheme("bearer")
                    .bearerFormat("JWT")
                    .description(
                        "A token of the provider that the service is configured with. The role that"
                            + " an operation needs is named with it; `admin` has all of them. Where"
                            + " authentication is off nothing is asked for.")));
    document.getPaths().getPathItems().forEach(ApiDescription::protect);
  }

  /** Says which role every operation needs. */
  private static void protect(String path, PathItem item) {
    item.getOperations()
        .forEach(
            (method, operation) ->
                Routes.find(path)
                    .flatMap(route -> route.operation(method.name()))
                    .map(Route.Operation::role)
                    .ifPresent(
                        role ->
                            operation.addSecurityRequirement(
                                OASFactory.createSecurityRequirement()
                                    .addScheme(BEARER, role.claim()))));
  }

  private static void complete(Operation operation) {
    operation.addParameter(
        OASFactory.createParameter()
            .name(Caller.SHOP_HEADER)
            .in(Parameter.In.HEADER)
            .description(
                "Whose items and orders these are; `default` if absent. With a token it may be left"
                    + " out, and must not differ from the token's shop.")
            .schema(string().pattern(Text.CODE)));
    var responses = operation.getResponses();
    responses.addAPIResponse("400", refusal("validation: `violations` says what."));
    responses.addAPIResponse("406", refusal("not-acceptable: see `Accept`."));
    if (operation.getRequestBody() != null) {
      responses.addAPIResponse("413", refusal("payload-too-large."));
      responses.addAPIResponse("415", refusal("unsupported-media-type: see `Content-Type`."));
    }
    responses.addAPIResponse("401", refusal("unauthorized: no valid token."));
    responses.addAPIResponse(
        "403", refusal("forbidden: the token has not the role, or is for another shop."));
    responses.addAPIResponse(
        "429", refusal("rate-limited: the caller's own rate or hold quota is used up."));
    responses.addAPIResponse(
        "503",
        OASFactory.createAPIResponse()
            .description(
                "contention, overloaded or unavailable; come back after `Retry-After` seconds."));
    responses.getAPIResponses().entrySet().stream()
        .filter(response -> response.getKey().compareTo("400") >= 0)
        .forEach(
            response ->
                response
                    .getValue()
                    .content(
                        OASFactory.createContent()
                            .addMediaType(
                                Problems.MEDIA_TYPE,
                                OASFactory.createMediaType()
                                    .schema(OASFactory.createSchema().ref(PROBLEM)))));
  }

  private static APIResponse refusal(String description) {
    return OASFactory.createAPIResponse().description(description);
  }

  private static Schema problem() {
    return OASFactory.createSchema()
        .addType(Schema.SchemaType.OBJECT)
        .description("Why a call was refused (RFC 9457). Some types have members of their own.")
        .addProperty("type", string().description("/problems/ and the type's name; a page"))
        .addProperty("title", string())
        .addProperty(
            "status",
            OASFactory.createSchema()
                .addType(Schema.SchemaType.INTEGER)
                .addType(Schema.SchemaType.STRING)
                .description("the HTTP status; with order-state the status of the order"))
        .addProperty("detail", string())
        .addProperty("instance", string().description("the path that was called"))
        .required(List.of("type", "title", "status", "detail", "instance"));
  }

  private static Schema string() {
    return OASFactory.createSchema().addType(Schema.SchemaType.STRING);
  }
}
