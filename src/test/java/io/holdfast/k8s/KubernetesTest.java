package io.holdfast.k8s;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.holdfast.ExternalProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The objects in {@code k8s/}, as {@code kubectl kustomize} renders them. */
class KubernetesTest {

  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String CONTAINER = "/spec/template/spec/containers/0";
  private static final String WITH_WEBHOOKS = "../src/test/k8s/webhooks";
  private static final Map<String, List<JsonNode>> RENDERED = new HashMap<>();

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/demo", "overlays/production", WITH_WEBHOOKS})
  void whatIsRenderedKeepsEveryRule(String part) throws Exception {
    assertThat(PolicyRules.violations(render(part))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Deployment/holdfast, /spec/template/spec/containers/0/startupProbe, startupProbe is missing",
    "Deployment/holdfast, /spec/template/spec/containers/0/livenessProbe, livenessProbe is missing",
    "Deployment/holdfast, /spec/template/spec/containers/0/readinessProbe/httpGet/path, readinessProbe path",
    "Deployment/holdfast, /spec/template/spec/containers/0/ports, livenessProbe port",
    "Deployment/holdfast, /spec/template/spec/containers/0/resources/limits/memory, resources limits/memory",
    "Deployment/holdfast, /spec/template/spec/containers/0/resources/requests/cpu, resources requests/cpu",
    "Deployment/holdfast, /spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem, root filesystem",
    "Deployment/holdfast, /spec/template/spec/containers/0/lifecycle, preStop",
    "Deployment/holdfast, /spec/template/spec/containers/0/image, image without a version",
    "Deployment/holdfast, /spec/template/spec/terminationGracePeriodSeconds, ok",
    "Deployment/holdfast, /spec/template/spec/topologySpreadConstraints, topology spread",
    "Deployment/holdfast, /spec/template/spec/automountServiceAccountToken, token",
    "Deployment/holdfast, /spec/template/metadata/labels/app.kubernetes.io~1name, selector does not match its pods",
    "Deployment/holdfast, /spec/strategy/rollingUpdate/maxUnavailable, rollout",
    "Job/holdfast-migration, /spec/template/spec/securityContext/seccompProfile, seccomp",
    "Job/holdfast-migration, /spec/template/spec/securityContext/runAsNonRoot, runAsNonRoot",
    "Job/holdfast-migration, /spec/template/spec/securityContext/runAsUser, runAsUser is no number above 0",
    "StatefulSet/postgres, /spec/template/spec/containers/0/securityContext/capabilities, capabilities",
    "StatefulSet/redis, /spec/template/spec/containers/0/securityContext/allowPrivilegeEscalation, escalation",
    "Service/postgres, /spec/ports/0/targetPort, targetPort",
    "Service/redis, /spec/selector, selector matches no pods",
    "HorizontalPodAutoscaler/holdfast, /spec/scaleTargetRef/name, target does not exist",
    "HorizontalPodAutoscaler/holdfast, /spec/maxReplicas, minReplicas above maxReplicas",
    "PodDisruptionBudget/holdfast, /spec/minAvailable, minAvailable blocks every drain",
    "PodDisruptionBudget/holdfast, /spec/selector, selector matches no pods",
    "NetworkPolicy/holdfast-ingress, /spec/ingress/0/from, ingress from anywhere",
    "NetworkPolicy/holdfast-data, /spec/egress/0/ports, egress to every port",
    "NetworkPolicy/default-deny, /spec/policyTypes, nothing is denied by default",
    "ServiceAccount/holdfast, /automountServiceAccountToken, token",
    "Namespace/holdfast, /metadata/labels, pod security",
  })
  void aRuleNoticesWhatIsTakenAway(String object, String path, String violation) throws Exception {
    var objects = render("overlays/demo").stream().map(o -> o.<JsonNode>deepCopy()).toList();
    var pointer = JsonPointer.compile(path);
    var parent = (ObjectNode) find(objects, object).at(pointer.head());
    assertThat(parent.remove(pointer.last().getMatchingProperty())).isNotNull();
    if (violation.equals("ok")) {
      // Kubernetes' default of 30 s would do as well; what stopping takes would not.
      assertThat(PolicyRules.violations(objects)).isEmpty();
      parent.put("terminationGracePeriodSeconds", 23);
      violation = "grace period is not longer than stopping takes";
    }
    var expected = violation;
    assertThat(PolicyRules.violations(objects))
        .anySatisfy(
            found ->
                assertThat(found)
                    .startsWith(object.replaceFirst("/.*", ""))
                    .endsWith(": " + expected));
  }

  @Test
  void secretsHaveNoValuesHere() throws Exception {
    var secret = YAML.readTree("{kind: Secret, metadata: {name: s}, data: {p: eA==}}");
    assertThat(PolicyRules.violations(List.of(secret)))
        .contains("Secret s: secret values in the tree");
    var objects = render("base").stream().map(o -> o.<JsonNode>deepCopy()).toList();
    var env = find(objects, "Deployment/holdfast").at("/spec/template/spec/containers/0/env/0");
    ((ObjectNode) env).put("name", "QUARKUS_DATASOURCE_PASSWORD");
    assertThat(PolicyRules.violations(objects))
        .contains("Deployment holdfast: secret value in QUARKUS_DATASOURCE_PASSWORD");
  }

  @Test
  void webhooksReachTheInternetOnlyWhereAskedForAndNothingInside() throws Exception {
    var policy = "NetworkPolicy/holdfast-webhooks";
    assertThat(render("overlays/production"))
        .noneMatch(object -> object.at("/metadata/name").asText().equals("holdfast-webhooks"));
    for (var path : List.of("/spec/egress/0/to", "/spec/egress/0/to/0/ipBlock/except")) {
      var objects = render(WITH_WEBHOOKS).stream().map(o -> o.<JsonNode>deepCopy()).toList();
      var pointer = JsonPointer.compile(path);
      var parent = (ObjectNode) find(objects, policy).at(pointer.head());
      parent.remove(pointer.last().getMatchingProperty());
      assertThat(PolicyRules.violations(objects))
          .containsExactly("NetworkPolicy holdfast-webhooks: egress by HTTPS to private addresses");
    }
  }

  @Test
  void theSettingsAreOnesTheServiceKnows() throws Exception {
    var known =
        List.of(
            "QUARKUS_DATASOURCE_JDBC_URL",
            "QUARKUS_DATASOURCE_JDBC_MAX_SIZE",
            "QUARKUS_FLYWAY_IGNORE_MIGRATION_PATTERNS",
            "QUARKUS_FLYWAY_MIGRATE_AT_START",
            "QUARKUS_FLYWAY_VALIDATE_AT_START",
            "QUARKUS_INIT_AND_EXIT",
            "QUARKUS_OIDC_AUTH_SERVER_URL",
            "QUARKUS_OIDC_TENANT_ENABLED",
            "QUARKUS_OIDC_TOKEN_AUDIENCE",
            "QUARKUS_REDIS_HOSTS",
            "QUARKUS_SHUTDOWN_DELAY",
            "QUARKUS_SHUTDOWN_TIMEOUT",
            "HOLDFAST_AUTH",
            "HOLDFAST_RESERVATION_STRATEGY");
    for (var part : List.of("overlays/demo", "overlays/production")) {
      var used = new TreeSet<String>();
      find(render(part), "ConfigMap/holdfast")
          .path("data")
          .fieldNames()
          .forEachRemaining(used::add);
      for (var owner : List.of("Deployment/holdfast", "Job/holdfast-migration")) {
        var container = find(render(part), owner).at(CONTAINER);
        StreamSupport.stream(container.path("env").spliterator(), false)
            .forEach(variable -> used.add(variable.path("name").textValue()));
      }
      assertThat(known).containsAll(used);
    }
  }

  @Test
  void onlyTheDemoLetsEverybodyInAndProductionNamesAnIssuerThatItReaches() throws Exception {
    var demo = find(render("overlays/demo"), "ConfigMap/holdfast").path("data");
    assertThat(demo.path("HOLDFAST_AUTH").textValue()).isEqualTo("none");
    var production = find(render("overlays/production"), "ConfigMap/holdfast").path("data");
    assertThat(production.has("HOLDFAST_AUTH")).isFalse();
    assertThat(production.path("QUARKUS_OIDC_AUTH_SERVER_URL").textValue()).startsWith("https://");
    assertThat(production.path("QUARKUS_OIDC_TOKEN_AUDIENCE").textValue()).isNotBlank();
    var provider = find(render("overlays/production"), "NetworkPolicy/holdfast-oidc");
    assertThat(provider.at("/spec/egress/0/ports/0/port").intValue()).isEqualTo(443);
  }

  @Test
  void theHeapLeavesRoomForWhatIsNone() throws Exception {
    var image = Pattern.compile("-XX:MaxRAMPercentage=(\\d+)\"");
    var heap = image.matcher(Files.readString(Path.of("Dockerfile.jvm"))).results().toList();
    assertThat(heap).hasSize(1);
    var memory = find(render("base"), "Deployment/holdfast").at(CONTAINER + "/resources");
    assertThat(memory.at("/requests/memory")).isEqualTo(memory.at("/limits/memory"));
    var limit = memory.at("/limits/memory").textValue();
    assertThat(limit).matches("\\d+Gi");
    var megabytes = 1024 * Integer.parseInt(limit.replace("Gi", ""));
    assertThat(megabytes * (100 - Integer.parseInt(heap.get(0).group(1))) / 100)
        .as("MB besides the heap, of which 267 were seen in use (docs/operations.md)")
        .isGreaterThan(300);
  }

  @Test
  void thePrometheusRuleIsACopyOfTheAlerts() throws Exception {
    assertThat(
            YAML.readTree(Path.of("k8s/components/monitoring/prometheus-rule.yaml").toFile())
                .path("spec"))
        .as("run k8s/components/monitoring/copy-alerts")
        .isEqualTo(YAML.readTree(Path.of("monitoring/alerts.yaml").toFile()));
  }

  private static JsonNode find(List<JsonNode> objects, String kindAndName) {
    return objects.stream()
        .filter(
            o ->
                (o.path("kind").asText() + "/" + o.at("/metadata/name").asText())
                    .equals(kindAndName))
        .findAny()
        .orElseThrow();
  }

  private static List<JsonNode> render(String part) throws IOException, InterruptedException {
    var kubectl =
        ExternalProgram.require("kubectl", ".ci/kubectl DIRECTORY, and put that on the path");
    if (!RENDERED.containsKey(part)) {
      var output = Files.createTempFile("kustomize", ".yaml");
      var process =
          new ProcessBuilder(kubectl.toString(), "kustomize", "k8s/" + part)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      assertThat(process.waitFor()).as(() -> read(output)).isZero();
      try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(output.toFile())) {
        RENDERED.put(part, documents.readAll());
      }
      Files.delete(output);
    }
    return RENDERED.get(part);
  }

  private static String read(Path output) {
    try {
      return Files.readString(output, UTF_8);
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }
}
