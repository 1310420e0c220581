package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.server.deploy.app.EchoEndpoint;
import dev.holdfast.server.deploy.app.HelloServlet;
import dev.holdfast.server.deploy.app.Plugin;
import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.InstanceFactory;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.ServiceLoader;
import org.apache.jasper.servlet.JspServlet;
import org.apache.tomcat.PeriodicEventListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WebAppClassLoaderTest {
    @TempDir
    private Path directory;

    @Test
    void ownClassesComeBeforeTheServersEvenWhereBothHaveThem() throws IOException, ClassNotFoundException {
        try (WebAppClassLoader loader = loader(new War().classes(HelloServlet.class))) {
            Class<?> loaded = loader.loadClass(HelloServlet.class.getName());

            assertThat(loaded).isNotSameAs(HelloServlet.class);
            assertThat(loaded.getClassLoader()).isSameAs(loader);
        }
    }

    @Test
    void apiOfTheContainerCannotBeReplaced() throws IOException, ClassNotFoundException {
        try (WebAppClassLoader loader = loader(new War().classes(HttpServlet.class))) {
            assertThat(loader.loadClass(HttpServlet.class.getName())).isSameAs(HttpServlet.class);
        }
    }

    @Test
    void classesComeBeforeLibrariesAndLibrariesInTheOrderOfTheirNames() throws IOException {
        War war = new War()
                .file("WEB-INF/classes/a.txt", "classes")
                .library("2.jar", new War().file("a.txt", "2").file("b.txt", "2"))
                .library("1.jar", new War().file("a.txt", "1").file("b.txt", "1"));

        try (WebAppClassLoader loader = loader(war)) {
            assertThat(String.valueOf(loader.getResource("a.txt"))).endsWith("WEB-INF/classes/a.txt");
            assertThat(Collections.list(loader.getResources("b.txt")))
                    .extracting(URL::toString)
                    .satisfiesExactly(
                            url -> assertThat(url).contains("1.jar"),
                            url -> assertThat(url).contains("2.jar"));
        }
    }

    @Test
    void resourcesAreFoundWithASlashAtTheirBeginningToo() throws IOException {
        War war = new War()
                .file("WEB-INF/classes/a.txt", "classes")
                .library("1.jar", new War().file("a.txt", "1").file("b/b.txt", "1"));

        try (WebAppClassLoader loader = loader(war)) {
            assertThat(String.valueOf(loader.getResource("/a.txt"))).endsWith("WEB-INF/classes/a.txt");
            assertThat(Collections.list(loader.getResources("/a.txt"))).hasSize(2);
            assertThat(loader.getResourceAsStream("/b/b.txt")).isNotNull();
            assertThat(loader.getResource("//a.txt")).isNull();
        }
    }

    /** The connector's own jar is one, in an application made for WildFly. */
    @Test
    void extensionsOfUndertowThatAnApplicationBringsForAnotherServerAreNotFound() throws IOException {
        War library = new War().file("META-INF/services/" + ServletExtension.class.getName(), "not.there.Extension");

        try (WebAppClassLoader loader = loader(new War().library("extension.jar", library))) {
            assertThat(ServiceLoader.load(ServletExtension.class, loader)).isEmpty();
        }
    }

    /** Weld in WEB-INF/lib asks its own extension whether it is there, as soon as it sees an Undertow. */
    @Test
    void extensionOfAnApplicationsOwnWeldCanBeLoaded() throws IOException, ClassNotFoundException {
        try (WebAppClassLoader loader = loader(new War().classes(NoExtension.class))) {
            assertThat(loader.loadClass(NoExtension.class.getName()).getInterfaces())
                    .containsExactly(ServletExtension.class);
            assertThat(loader.loadClass(InstanceFactory.class.getName())).isSameAs(InstanceFactory.class);
        }
    }

    private static final class NoExtension implements ServletExtension {
        @Override
        public void handleDeployment(DeploymentInfo deployment, ServletContext context) {}
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.undertow.Undertow",
                "org.xnio.Xnio",
                "dev.holdfast.server.deploy.Deployer",
                "org.jboss.logging.Logger",
                "org.apache.jasper.compiler.Compiler",
                "org.jboss.jandex.Index",
                "org.objectweb.asm.ClassReader",
                "org.junit.jupiter.api.Test"
            })
    void restOfTheServerIsInvisible(String name) throws IOException {
        try (WebAppClassLoader loader = loader(new War())) {
            assertThatThrownBy(() -> loader.loadClass(name)).isInstanceOf(ClassNotFoundException.class);
            assertThat(loader.getResource(name.replace('.', '/') + ".class")).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.lang.String",
                "java.sql.Driver",
                "javax.xml.parsers.SAXParser",
                "org.w3c.dom.Node",
                "jakarta.servlet.jsp.JspPage",
                "jakarta.el.ELContext",
                "jakarta.websocket.Endpoint",
                "jakarta.websocket.server.ServerEndpoint",
                "org.apache.jasper.runtime.HttpJspBase",
                "org.apache.el.ExpressionFactoryImpl"
            })
    void platformAndApisAreVisibleAsClassesAndAsFiles(String name) throws IOException, ClassNotFoundException {
        try (WebAppClassLoader loader = loader(new War())) {
            assertThat(loader.loadClass(name)).isNotNull();
            assertThat(loader.getResource(name.replace('.', '/') + ".class")).isNotNull();
        }
    }

    @Test
    void servletOfPagesIsTheServersWhereTheApplicationBringsNone() throws IOException, ClassNotFoundException {
        try (WebAppClassLoader loader = loader(new War())) {
            assertThat(loader.loadClass(JspServlet.class.getName())).isSameAs(JspServlet.class);
        }
        try (WebAppClassLoader loader = loader(new War().classes(JspServlet.class, PeriodicEventListener.class))) {
            assertThat(loader.loadClass(JspServlet.class.getName()).getClassLoader())
                    .isSameAs(loader);
        }
    }

    @Test
    void standardTagLibraryIsTheApplicationsOwn() {
        assertThat(ServerPackages.SERVLETS.sharesClass("jakarta.servlet.jsp.jstl.core.Config"))
                .isFalse();
        assertThat(ServerPackages.SERVLETS.sharesClass("jakarta.servlet.jsp.PageContext"))
                .isTrue();
    }

    @Test
    void classFileTellsWhichApisItRefersTo() throws IOException {
        assertThat(references(HelloServlet.class)).isEqualTo(new ClassReferences(false, true, false, true));
        assertThat(references(EchoEndpoint.class)).isEqualTo(new ClassReferences(false, false, true, false));
        assertThat(ClassReferences.of("javax/servlet/".getBytes(StandardCharsets.US_ASCII))
                        .needsMigration())
                .isTrue();
        assertThat(ClassReferences.of("javax/servlet".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(ClassReferences.NONE);
        assertThat(references(Plugin.class)).isEqualTo(ClassReferences.NONE);
        assertThat(new ClassReferences(true, false, false, false).needsMigration())
                .isTrue();
        assertThat(new ClassReferences(true, true, false, false).needsMigration())
                .isFalse();
    }

    private ClassReferences references(Class<?> type) throws IOException {
        return MigrationCheck.references(
                WebAppFiles.of(new War().classes(type).explode(directory.resolve(type.getSimpleName()))));
    }

    private WebAppClassLoader loader(War war) throws IOException {
        WebAppFiles files = WebAppFiles.of(war.file("WEB-INF/x", "").explode(directory));
        return new WebAppClassLoader(
                "/test", files.classPath(), WebAppClassLoaderTest.class.getClassLoader(), ServerPackages.SERVLETS);
    }
}
