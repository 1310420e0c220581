package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.server.deploy.app.OwnContainer;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.enterprise.inject.spi.CDIProvider;
import jakarta.enterprise.lang.model.AnnotationInfo;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications that bring a container of beans along, one that is not Weld but in its place. */
final class OwnBeansIT {
    private static final String RELEASED = "holdfast.test.released";
    private static final String INJECTED = "holdfast.test.injected";

    @TempDir
    private Path directory;

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer(directory.resolve("work"));
    }

    @AfterEach
    void stop() {
        server.close();
        System.clearProperty(RELEASED);
        System.clearProperty(INJECTED);
    }

    @Test
    void beansThatCannotBeInjectedAreGivenBack() throws Exception {
        deploy(OwnContainer.InjectedServlet.class);

        assertThat(server.get("/own/injected").statusCode()).isEqualTo(500);
        assertThat(System.getProperty(RELEASED)).isEqualTo("yes");
    }

    @Test
    void beansOfWhatFailsAfterItsConstructionAreGivenBack() throws Exception {
        deploy(OwnContainer.ConstructedServlet.class);

        assertThat(server.get("/own/constructed").statusCode()).isEqualTo(500);
        assertThat(System.getProperty(RELEASED)).isEqualTo("yes");
    }

    @Test
    void beansAreGivenBackWhateverHappensInTheEnd() throws Exception {
        Method ofOthers = String.class.getMethod("length");
        Injection fails = new Injection(List.of(), List.of(), List.of(ofOthers));
        Components.Plain<Object> plain =
                new Components.Plain<>(new Object(), fails, () -> System.setProperty(RELEASED, "yes"));

        assertThatThrownBy(plain::release).isInstanceOf(IllegalArgumentException.class);
        assertThat(System.getProperty(RELEASED)).isEqualTo("yes");
    }

    @Test
    void withoutItsContainerThereAreNoBeans() throws Exception {
        try (LogCapture log = LogCapture.of(OwnBeans.class.getName())) {
            deploy(archive(OwnContainer.InjectedListener.class));

            assertThat(log.text())
                    .contains(OwnContainer.InjectedListener.class.getName() + " is given no beans")
                    .contains("has not been started");
        }
        assertThat(System.getProperty(INJECTED)).isEqualTo("null");
    }

    private void deploy(Class<?> component) throws Exception {
        deploy(archive(component)
                .classes(OwnContainer.class)
                .file(
                        "WEB-INF/classes/META-INF/services/" + CDIProvider.class.getName(),
                        OwnContainer.class.getName()));
    }

    private void deploy(War war) throws Exception {
        server.deploy(war.write(directory, "own.war"));
    }

    private static War archive(Class<?> component) throws Exception {
        return new War()
                .classes(component)
                .file("WEB-INF/classes/org/jboss/weld/environment/servlet/WeldServletLifecycle.class", "")
                .file("WEB-INF/lib/cdi.jar", jarOf(CDI.class))
                .file("WEB-INF/lib/model.jar", jarOf(AnnotationInfo.class))
                .file("WEB-INF/lib/inject.jar", jarOf(Inject.class));
    }

    private static byte[] jarOf(Class<?> type) throws Exception {
        return Files.readAllBytes(
                Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()));
    }
}
