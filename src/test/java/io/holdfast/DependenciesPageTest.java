package io.holdfast;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The page of dependencies has a row for each that pom.xml names, with its scope, and no other. */
class DependenciesPageTest {

  private static final Path PAGE = Path.of("docs/dependencies.md");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([^`:]+:[^`]+)` \\| (\\S+) \\| (\\S[^|]*) \\| \\S[^|]* \\|$");

  @Test
  void everyDependencyAndPluginHasItsRow() throws Exception {
    var written =
        ROW.matcher(Files.readString(PAGE))
            .results()
            .collect(toMap(row -> row.group(1), row -> row.group(2)));
    assertThat(written).isEqualTo(named());
  }

  /** What pom.xml names itself, with the scope that it has there. */
  private static Map<String, String> named() throws Exception {
    var pom = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse("pom.xml");
    var named = new TreeMap<String, String>();
    add(named, pom.getElementsByTagName("plugin"), "build");
    add(named, pom.getElementsByTagName("path"), "build");
    add(named, pom.getElementsByTagName("dependency"), "compile");
    return named;
  }

  private static void add(Map<String, String> named, NodeList elements, String scope) {
    for (var i = 0; i < elements.getLength(); i++) {
      var element = (Element) elements.item(i);
      var name = text(element, "groupId", "org.apache.maven.plugins");
      var own = text(element, "scope", scope).replace("${embedded.scope}", "embedded");
      named.put(name + ":" + text(element, "artifactId", ""), own);
    }
  }

  /** Of a child, not of what is further down. */
  private static String text(Element element, String child, String otherwise) {
    var children = element.getChildNodes();
    for (var i = 0; i < children.getLength(); i++) {
      if (children.item(i).getNodeName().equals(child)) {
        return children.item(i).getTextContent().strip();
      }
    }
    return otherwise;
  }
}
