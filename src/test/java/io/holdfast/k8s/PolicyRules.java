package io.holdfast.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * What must hold of a set of Kubernetes objects before it is let near a cluster: each violation is
 * one line that begins with the object and what is wrong. Not thread-safe.
 */
final class PolicyRules {

  private static final Set<String> HEALTH =
      Set.of("/q/health/started", "/q/health/live", "/q/health/ready");

  private final List<JsonNode> objects;
  private final List<String> violations = new ArrayList<>();

  private PolicyRules(List<JsonNode> objects) {
    this.objects = objects;
  }

  /** All violations, none if all is well. */
  static List<String> violations(List<JsonNode> objects) {
    var rules = new PolicyRules(objects);
    for (var object : objects) {
      rules.check(object);
    }
    rules.violations.addAll(TrafficRules.violations(rules.of("NetworkPolicy")));
    return rules.violations;
  }

  private void check(JsonNode object) {
    switch (object.path("kind").textValue()) {
      case "Deployment" -> {
        checkPods(object);
        checkRollout(object);
      }
      case "StatefulSet", "Job" -> checkPods(object);
      case "Service" -> checkService(object);
      case "ServiceMonitor" -> checkMonitor(object);
      case "HorizontalPodAutoscaler" -> checkAutoscaler(object);
      case "PodDisruptionBudget" -> checkBudget(object);
      case "Secret" -> report(object, "secret values in the tree");
      case "ServiceAccount" ->
          require(object, object, "/automountServiceAccountToken", "false", "token");
      case "Namespace" ->
          require(
              object,
              object.path("metadata").path("labels"),
              "/pod-security.kubernetes.io~1enforce",
              "restricted",
              "pod security");
      default -> {}
    }
  }

  private void checkPods(JsonNode owner) {
    var template = owner.at("/spec/template");
    var pod = template.path("spec");
    require(owner, pod, "/securityContext/runAsNonRoot", "true", "runAsNonRoot");
    require(owner, pod, "/securityContext/seccompProfile/type", "RuntimeDefault", "seccomp");
    require(owner, pod, "/automountServiceAccountToken", "false", "token");
    if (pod.at("/securityContext/runAsUser").asInt() == 0) {
      report(owner, "runAsUser is no number above 0");
    }
    for (var shared : List.of("hostNetwork", "hostPID", "hostIPC")) {
      if (pod.path(shared).asBoolean()) {
        report(owner, shared);
      }
    }
    for (var volume : pod.path("volumes")) {
      if (volume.has("hostPath")) {
        report(owner, "hostPath");
      }
    }
    if (!owner.path("kind").textValue().equals("Job")
        && !selects(owner.at("/spec/selector/matchLabels"), template)) {
      report(owner, "selector does not match its pods");
    }
    for (var list : List.of("initContainers", "containers")) {
      for (var container : pod.path(list)) {
        checkContainer(owner, container, list.equals("containers"));
      }
    }
  }

  private void checkContainer(JsonNode owner, JsonNode container, boolean main) {
    require(owner, container, "/securityContext/allowPrivilegeEscalation", "false", "escalation");
    require(owner, container, "/securityContext/readOnlyRootFilesystem", "true", "root filesystem");
    if (!texts(container.at("/securityContext/capabilities/drop")).equals(List.of("ALL"))
        || container.at("/securityContext/capabilities").has("add")
        || container.at("/securityContext/privileged").asBoolean()) {
      report(owner, "capabilities");
    }
    for (var amount : List.of("requests/cpu", "requests/memory", "limits/cpu", "limits/memory")) {
      if (container.at("/resources/" + amount).isMissingNode()) {
        report(owner, "resources " + amount);
      }
    }
    var tag = container.path("image").asText().replaceFirst("^.*/", "");
    if (!tag.contains(":") || tag.endsWith(":latest")) {
      report(owner, "image without a version");
    }
    for (var variable : container.path("env")) {
      if (variable.path("name").asText().matches(".*(PASSWORD|SECRET|TOKEN).*")
          && variable.has("value")) {
        report(owner, "secret value in " + variable.path("name").textValue());
      }
    }
    if (main && !owner.path("kind").textValue().equals("Job")) {
      checkProbes(owner, container);
    }
  }

  private void checkProbes(JsonNode owner, JsonNode container) {
    for (var name : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      var probe = container.path(name);
      if (probe.isMissingNode()) {
        report(owner, name + " is missing");
        continue;
      }
      var get = probe.path("httpGet");
      if (!get.isMissingNode() && !HEALTH.contains(get.path("path").asText())) {
        report(owner, name + " path");
      }
      for (var port : List.of(get.path("port"), probe.at("/tcpSocket/port"))) {
        if (!port.isMissingNode() && !hasPort(container, port)) {
          report(owner, name + " port");
        }
      }
    }
  }

  private void checkRollout(JsonNode deployment) {
    require(deployment, deployment, "/spec/strategy/rollingUpdate/maxUnavailable", "0", "rollout");
    var pod = deployment.at("/spec/template/spec");
    if (pod.path("topologySpreadConstraints").isEmpty()) {
      report(deployment, "topology spread");
    }
    var config = find("ConfigMap", name(deployment)).path("data");
    var stopping =
        pod.at("/containers/0/lifecycle/preStop/sleep/seconds").asLong()
            + seconds(config.path("QUARKUS_SHUTDOWN_DELAY").asText("0s"))
            + seconds(config.path("QUARKUS_SHUTDOWN_TIMEOUT").asText("0s"));
    if (pod.path("terminationGracePeriodSeconds").asLong(30) <= stopping) {
      report(deployment, "grace period is not longer than stopping takes");
    }
    if (pod.at("/containers/0/lifecycle/preStop").isMissingNode()) {
      report(deployment, "preStop");
    }
  }

  private void checkService(JsonNode service) {
    var owners =
        objects.stream()
            .filter(o -> selects(service.at("/spec/selector"), o.at("/spec/template")))
            .toList();
    if (owners.isEmpty()) {
      report(service, "selector matches no pods");
    }
    for (var owner : owners) {
      for (var port : service.at("/spec/ports")) {
        if (!hasPort(owner.at("/spec/template/spec/containers/0"), port.path("targetPort"))) {
          report(service, "targetPort");
        }
      }
    }
  }

  private void checkMonitor(JsonNode monitor) {
    var labels = monitor.at("/spec/selector/matchLabels");
    var port = monitor.at("/spec/endpoints/0/port").asText();
    if (of("Service").stream()
        .noneMatch(
            service ->
                selects(labels, service)
                    && service.at("/spec/ports").findValuesAsText("name").contains(port))) {
      report(monitor, "no such service and port");
    }
  }

  private void checkAutoscaler(JsonNode autoscaler) {
    var target = autoscaler.at("/spec/scaleTargetRef");
    if (find(target.path("kind").asText(), target.path("name").asText()).isMissingNode()) {
      report(autoscaler, "target does not exist");
    }
    if (autoscaler.at("/spec/minReplicas").asInt() > autoscaler.at("/spec/maxReplicas").asInt()) {
      report(autoscaler, "minReplicas above maxReplicas");
    }
  }

  private void checkBudget(JsonNode budget) {
    var minimum = find("HorizontalPodAutoscaler", name(budget)).at("/spec/minReplicas").asInt();
    if (budget.at("/spec/minAvailable").asInt(Integer.MAX_VALUE) >= minimum) {
      report(budget, "minAvailable blocks every drain");
    }
    var labels = budget.at("/spec/selector/matchLabels");
    if (of("Deployment").stream().noneMatch(o -> selects(labels, o.at("/spec/template")))) {
      report(budget, "selector matches no pods");
    }
  }

  private static boolean hasPort(JsonNode container, JsonNode port) {
    return StreamSupport.stream(container.path("ports").spliterator(), false)
        .anyMatch(p -> p.path("name").equals(port) || p.path("containerPort").equals(port));
  }

  private static boolean selects(JsonNode labels, JsonNode labelled) {
    var there = labelled.at("/metadata/labels");
    return !labels.isEmpty()
        && labels.properties().stream()
            .allMatch(label -> label.getValue().equals(there.path(label.getKey())));
  }

  private static long seconds(String duration) {
    return Duration.parse("PT" + duration).toSeconds();
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  private List<JsonNode> of(String kind) {
    return objects.stream().filter(o -> o.path("kind").asText().equals(kind)).toList();
  }

  private JsonNode find(String kind, String name) {
    return of(kind).stream()
        .filter(o -> name(o).equals(name))
        .findAny()
        .orElse(MissingNode.getInstance());
  }

  private static String name(JsonNode object) {
    return object.at("/metadata/name").asText();
  }

  private void require(JsonNode object, JsonNode in, String path, String value, String what) {
    if (!in.at(path).asText().equals(value)) {
      report(object, what);
    }
  }

  private void report(JsonNode object, String what) {
    violations.add(object.path("kind").asText() + " " + name(object) + ": " + what);
  }
}
