package io.holdfast.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/** What must hold of network policies; part of {@link PolicyRules}. Not thread-safe. */
final class TrafficRules {

  private static final Set<Integer> SERVICE_EGRESS = Set.of(53, 443, 5432, 6379);
  private static final Set<Integer> INGRESS = Set.of(8080, 5432, 6379);
  private static final Set<String> PRIVATE =
      Set.of(
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.168.0.0/16");

  private final List<String> violations = new ArrayList<>();

  private TrafficRules() {}

  static List<String> violations(List<JsonNode> policies) {
    var rules = new TrafficRules();
    for (var policy : policies) {
      rules.checkEgress(policy);
      rules.checkIngress(policy);
    }
    if (policies.stream().noneMatch(TrafficRules::deniesAll)) {
      rules.violations.add("NetworkPolicy: nothing is denied by default");
    }
    return rules.violations;
  }

  private void checkEgress(JsonNode policy) {
    if (!name(policy).startsWith("holdfast") && !name(policy).equals("dns")) {
      return;
    }
    for (var rule : policy.at("/spec/egress")) {
      if (rule.path("ports").isEmpty()) {
        report(policy, "egress to every port");
      }
      for (var port : rule.path("ports")) {
        if (!SERVICE_EGRESS.contains(port.path("port").asInt())) {
          report(policy, "egress port " + port.path("port"));
        }
        // Callers choose where webhooks go.
        if (port.path("port").asInt() == 443 && reachesInside(rule.path("to"))) {
          report(policy, "egress by HTTPS to private addresses");
        }
      }
    }
  }

  private static boolean reachesInside(JsonNode destinations) {
    for (var destination : destinations) {
      var block = destination.path("ipBlock");
      var cidr = block.path("cidr").asText();
      if (cidr.equals("::/0")
          || (cidr.equals("0.0.0.0/0") && !texts(block.path("except")).containsAll(PRIVATE))) {
        return true;
      }
    }
    return destinations.isEmpty();
  }

  private void checkIngress(JsonNode policy) {
    for (var rule : policy.at("/spec/ingress")) {
      if (rule.path("from").isEmpty() || rule.path("ports").isEmpty()) {
        report(policy, "ingress from anywhere");
      }
      for (var port : rule.path("ports")) {
        if (!INGRESS.contains(port.path("port").asInt())) {
          report(policy, "ingress port " + port.path("port"));
        }
      }
    }
  }

  private static boolean deniesAll(JsonNode policy) {
    var spec = policy.path("spec");
    return spec.path("podSelector").isEmpty()
        && !spec.has("ingress")
        && !spec.has("egress")
        && texts(spec.path("policyTypes")).equals(List.of("Ingress", "Egress"));
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static String name(JsonNode policy) {
    return policy.at("/metadata/name").asText();
  }

  private void report(JsonNode policy, String what) {
    violations.add("NetworkPolicy " + name(policy) + ": " + what);
  }
}
