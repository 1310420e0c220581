package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.server.deploy.app.EchoEndpoint;
import dev.holdfast.server.deploy.app.ErrorListener;
import dev.holdfast.server.deploy.app.ExplodingFilter;
import dev.holdfast.server.deploy.app.ExplodingInitializer;
import dev.holdfast.server.deploy.app.ExplodingListener;
import dev.holdfast.server.deploy.app.HeaderFilter;
import dev.holdfast.server.deploy.app.HelloServlet;
import dev.holdfast.server.deploy.app.PluginInitializer;
import dev.holdfast.server.deploy.app.TracingListener;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FailingDeploymentIT {
    @TempDir
    private Path directory;

    private TestServer server;

    @BeforeEach
    void startWithAHealthyApplication() throws Exception {
        server = new TestServer(directory.resolve("work"));
        server.deploy(new War().classes(HelloServlet.class).write(directory, "healthy.war"));
    }

    @AfterEach
    void theHealthyOneStillAnswersAndNothingIsLeftOfTheOther() throws Exception {
        assertThat(server.get("/healthy/hello").statusCode()).isEqualTo(200);
        assertThat(server.get("/x/").statusCode()).isEqualTo(404);
        assertThat(directory.resolve("work").toFile().list()).hasSize(1);
        server.close();
        assertThat(directory.resolve("work")).isEmptyDirectory();
    }

    @Test
    void malformedWebXmlIsReportedWithItsLine() throws Exception {
        DeploymentException failure = fail(new War().file("WEB-INF/web.xml", "<web-app>\n<servlet>\n</web-app>"));

        assertThat(failure.element())
                .hasValueSatisfying(element -> assertThat(element).startsWith("WEB-INF/web.xml line 3"));
        assertThat(failure.file()).hasFileName("x.war");
    }

    @Test
    void malformedJBossWebXmlIsReportedWithItsLine() throws Exception {
        DeploymentException failure = fail(new War().file("WEB-INF/jboss-web.xml", "<jboss-web>\n</no>\n</jboss-web>"));

        assertThat(failure.element())
                .hasValueSatisfying(element -> assertThat(element).startsWith("WEB-INF/jboss-web.xml line 2"));
    }

    @Test
    void missingFilterClassIsReportedWithItsLine() throws Exception {
        DeploymentException failure = fail(new War()
                .webXml("<filter>\n<filter-name>f</filter-name>\n<filter-class>no.Such</filter-class>\n</filter>"));

        assertThat(failure.getMessage())
                .endsWith("x.war: WEB-INF/web.xml line 5 <filter-class>: no.Such:"
                        + " class not found in WEB-INF/classes or WEB-INF/lib");
        assertThat(failure.className()).hasValue("no.Such");
    }

    @Test
    void classOfTheWrongKindIsReported() throws Exception {
        DeploymentException failure = fail(new War()
                .webXml("<listener><listener-class>" + HeaderFilter.class.getName() + "</listener-class></listener>")
                .classes(HeaderFilter.class));

        assertThat(failure.getMessage()).contains("<listener-class>").endsWith("is not a java.util.EventListener");
    }

    @Test
    void mappingOfNothingIsReported() throws Exception {
        assertThat(
                        fail(
                                new War()
                                        .webXml(
                                                "<servlet-mapping>\n<servlet-name>ghost</servlet-name><url-pattern>/g</url-pattern></servlet-mapping>")))
                .hasMessageContaining(
                        "WEB-INF/web.xml line 4 <servlet-name>: <servlet-mapping> names the servlet 'ghost', which is not declared");
    }

    @Test
    void listenerThatThrowsIsReportedInOneLineAndTheOthersAreTold() throws Exception {
        System.clearProperty("holdfast.test.trace");
        DeploymentException failure = fail(new War()
                .webXml("<listener><listener-class>" + TracingListener.class.getName()
                        + "</listener-class></listener>\n" + "<listener><listener-class>"
                        + ExplodingListener.class.getName() + "</listener-class></listener>")
                .classes(TracingListener.class, ExplodingListener.class));

        assertThat(failure.getMessage())
                .endsWith("WEB-INF/web.xml line 4 <listener-class>: " + ExplodingListener.class.getName()
                        + ": failed to start: IllegalStateException: no database");
        assertThat(System.getProperty("holdfast.test.trace")).isEqualTo("initialized destroyed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Error", "OutOfMemoryError", "StackOverflowError"})
    void errorOfAnApplicationIsItsFailureAndNotTheServers(String error) throws Exception {
        DeploymentException failure = fail(new War()
                .webXml("<context-param><param-name>error</param-name><param-value>" + error
                        + "</param-value></context-param><listener><listener-class>" + ErrorListener.class.getName()
                        + "</listener-class></listener>")
                .classes(ErrorListener.class));

        assertThat(failure.getMessage())
                .endsWith(ErrorListener.class.getName() + ": failed to start: " + error + ": too much");
    }

    @Test
    void filterThatCannotBeInitialisedIsReported() throws Exception {
        assertThat(fail(new War()
                        .webXml("<filter><filter-name>f</filter-name><filter-class>" + ExplodingFilter.class.getName()
                                + "</filter-class></filter>")
                        .classes(ExplodingFilter.class)))
                .hasMessageEndingWith("WEB-INF/web.xml line 3 <filter-class>: " + ExplodingFilter.class.getName()
                        + ": failed to start: ServletException: no key");
    }

    @Test
    void initializerThatIsMissingIsReported() throws Exception {
        DeploymentException failure = fail(new War()
                .library("i.jar", new War().file(LibraryJar.INITIALIZERS, PluginInitializer.class.getName())));

        assertThat(failure.element()).hasValue("WEB-INF/lib/i.jar!/" + LibraryJar.INITIALIZERS);
    }

    /** The container of WebSockets is in a static map of Undertow's, by the class loader. */
    @Test
    void initializerThatThrowsLeavesNoClassLoaderBehind() throws Exception {
        failByAnInitializer();
        WeakReference<?> loader =
                Objects.requireNonNull((WeakReference<?>) System.getProperties().remove("holdfast.test.loader"));
        assertThat(UndeployIT.isCollected(loader)).isTrue();
    }

    /** A method of its own: the failure knows whose code it came through. */
    private void failByAnInitializer() throws IOException {
        assertThat(fail(new War()
                        .classes(ExplodingInitializer.class, EchoEndpoint.class)
                        .file("WEB-INF/classes/" + LibraryJar.INITIALIZERS, ExplodingInitializer.class.getName())))
                .hasMessageContaining("no plugins");
    }

    @Test
    void corruptArchiveAndCorruptLibraryAreReported() throws Exception {
        Files.writeString(directory.resolve("x.war"), "not a zip");
        assertThat(fail(directory.resolve("x.war"))).hasMessageContaining("not a web archive, or a corrupt one");

        assertThat(fail(new War().file("WEB-INF/lib/bad.jar", "not a zip")))
                .hasMessageContaining("WEB-INF/lib/bad.jar: the library cannot be read");
    }

    @Test
    void missingFileIsReported() {
        assertThat(fail(directory.resolve("nowhere.war")))
                .hasMessageEndingWith("nowhere.war: no such file or directory");
    }

    @Test
    void archiveThatEscapesIsReported() throws Exception {
        assertThat(fail(new War().file("../evil.txt", "evil")))
                .hasMessageContaining("../evil.txt: the entry's name is not a path beneath");
    }

    @Test
    void archiveForJavaxServletIsToldHowToMigrate() throws Exception {
        assertThat(fail(new War().file("WEB-INF/classes/Old.class", javaxClass())))
                .hasMessageContaining("x.war: WEB-INF/classes: is compiled for javax.servlet")
                .hasMessageContaining("java -jar jakartaee-migration");
        assertThat(fail(new War()
                        .webXml("<servlet><servlet-name>o</servlet-name><servlet-class>Old</servlet-class></servlet>")
                        .library("old.jar", new War().file("Old.class", javaxClass()))))
                .hasMessageContaining("<servlet-class>: Old: is compiled for javax.servlet");
    }

    @Test
    void contextPathThatIsTakenIsReported() throws Exception {
        Path other = new War().write(Files.createDirectory(directory.resolve("other")), "healthy.war");

        assertThat(fail(other))
                .hasMessageContaining("the context path /healthy is taken by " + directory.resolve("healthy.war"));
    }

    private DeploymentException fail(War war) throws IOException {
        return fail(war.write(directory, "x.war"));
    }

    private DeploymentException fail(Path archive) {
        DeploymentException failure = catchThrowableOfType(DeploymentException.class, () -> server.deploy(archive));
        assertThat(failure).as("the failure of " + archive).isNotNull();
        assertThat(failure.getMessage()).doesNotContain("\n").startsWith(archive.toString());
        return failure;
    }

    /** What a scan of constant pools sees of a class of Java EE 8; nothing ever loads it. */
    private static byte[] javaxClass() {
        return "\u0001javax/servlet/http/HttpServlet\u0001".getBytes(StandardCharsets.ISO_8859_1);
    }
}
