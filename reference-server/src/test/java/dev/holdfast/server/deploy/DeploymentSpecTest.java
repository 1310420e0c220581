package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DeploymentSpecTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "hello.war,/hello",
        "hello,/hello",
        "Hello.WAR,/Hello",
        "ROOT.war,/",
        "ROOT,/",
        "a#b.war,/a/b",
        "a#b#c.war,/a/b/c",
        "foo##1.2.war,/foo",
        "ROOT##7.war,/",
        "a#b##3.war,/a/b",
        "dots.in.name.war,/dots.in.name"
    })
    void fileNameGivesTheContextPathAsInTomcat(String fileName, String contextPath) {
        assertThat(ContextPath.ofFileName(fileName)).isEqualTo(contextPath);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "//", "/a//b", "/..", "/a/./b", "/a b", "/a?b", "/a;b", "/a%20b", "/a\\b", "/a\r\nb"})
    void whatIsNoContextPathIsRefused(String path) {
        assertThatThrownBy(() -> new DeploymentSpec(directory, path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a context path: expected / or /name");
    }

    @ParameterizedTest
    @CsvSource({"shop, /shop", "/shop, /shop", "' /a/b/ ', /a/b", "/, /"})
    void contextRootOfJBossWebXmlWinsOverTheFileName(String root, String contextPath) throws Exception {
        War war = new War().file("WEB-INF/jboss-web.xml", jbossWeb(root));

        assertThat(DeploymentSpec.of(war.write(directory, "x.war")).contextPath())
                .isEqualTo(contextPath);
        assertThat(DeploymentSpec.of(war.explode(directory.resolve("y"))).contextPath())
                .isEqualTo(contextPath);
        assertThat(DeploymentSpec.parse("/z=" + directory.resolve("x.war")).contextPath())
                .isEqualTo("/z");
    }

    @Test
    void contextRootThatIsNoPathIsRefused() throws Exception {
        Path war = new War().file("WEB-INF/jboss-web.xml", jbossWeb("a b")).write(directory, "x.war");
        assertThatThrownBy(() -> DeploymentSpec.of(war))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        war + ": <context-root> of WEB-INF/jboss-web.xml: '/a b' is not a context path");
    }

    @Test
    void whatAsksForNoContextRootHasThatOfItsName() throws Exception {
        War silent = new War().file("WEB-INF/jboss-web.xml", "<jboss-web/>");
        War malformed = new War().file("WEB-INF/jboss-web.xml", "<jboss-web");
        assertThat(DeploymentSpec.of(silent.write(directory, "a.war")).contextPath())
                .isEqualTo("/a");
        assertThat(DeploymentSpec.of(malformed.write(directory, "b.war")).contextPath())
                .isEqualTo("/b");
        assertThat(DeploymentSpec.of(Files.writeString(directory.resolve("c.war"), "no zip"))
                        .contextPath())
                .isEqualTo("/c");
    }

    private static String jbossWeb(String contextRoot) {
        return "<jboss-web xmlns='http://www.jboss.com/xml/ns/javaee' version='7.0'><context-root>" + contextRoot
                + "</context-root></jboss-web>";
    }

    @Test
    void nameOfNothingButAVersionIsRefused() {
        assertThatThrownBy(() -> ContextPath.ofFileName("##1.war")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void trailingSlashOfAContextPathIsDropped() {
        assertThat(new DeploymentSpec(directory, "/a/").contextPath()).isEqualTo("/a");
        assertThat(new DeploymentSpec(directory, "/").contextPath()).isEqualTo("/");
    }

    @Test
    void argumentIsAnArchiveADirectoryOrEitherAtAPath() throws IOException {
        Path war = Files.createFile(directory.resolve("hello.war"));

        assertThat(DeploymentSpec.parse(war.toString())).isEqualTo(new DeploymentSpec(war, "/hello"));
        assertThat(DeploymentSpec.parse("/shop/eu=" + war)).isEqualTo(new DeploymentSpec(war, "/shop/eu"));
        assertThat(DeploymentSpec.parse("/=" + directory)).isEqualTo(new DeploymentSpec(directory, "/"));
    }

    @Test
    void existingFileWithAnEqualsSignInItsPathIsThatFile() throws IOException {
        Path war =
                Files.createFile(Files.createDirectory(directory.resolve("a=b")).resolve("hello.war"));

        assertThat(DeploymentSpec.parse(war.toString())).isEqualTo(new DeploymentSpec(war, "/hello"));
    }

    @Test
    void fileNameThatMakesNoContextPathIsNamed() {
        assertThatThrownBy(() -> DeploymentSpec.parse("sp ace/my app.war"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "sp ace/my app.war: the file name makes no context path; use /context=sp ace/my app.war (");
    }

    @Test
    void emptyArgumentIsRefused() {
        assertThatThrownBy(() -> DeploymentSpec.parse(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("WAR, DIR or /context=WAR");
    }
}
