package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged server and CDI: whoever asks for beans has them, and whoever does not has no class of their container loaded. */
@Timeout(120)
final class BeansCommandIT {
    @TempDir
    Path directory;

    @Test
    void applicationWithBeansXmlHasBeans() throws Exception {
        Path archive = directory.resolve("beans.war");
        ShrinkWrap.create(WebArchive.class)
                .addClasses(CountingServlet.class, Counter.class)
                .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml")
                .as(ZipExporter.class)
                .exportTo(archive.toFile());
        Path log = directory.resolve("classes.log");
        try (HoldfastProcess holdfast = run(log, archive)) {
            assertThat(Http.get(holdfast.http().resolve("beans/count")).body()).isEqualTo("1");
            assertThat(Http.get(holdfast.http().resolve("beans/count")).body()).isEqualTo("2");
        }
        assertThat(Files.readString(log)).contains(" org.jboss.weld.");
    }

    /** As applications for Tomcat do. */
    @Test
    void applicationThatBringsItsOwnWeldHasThatOnesBeans() throws Exception {
        Path archive = directory.resolve("own.war");
        ShrinkWrap.create(WebArchive.class)
                .addClasses(CountingServlet.class, Counter.class)
                .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml")
                .addAsLibrary(Path.of("target/archives/weld-servlet-shaded.jar").toFile())
                .as(ZipExporter.class)
                .exportTo(archive.toFile());
        try (HoldfastProcess holdfast = run(directory.resolve("classes.log"), archive)) {
            assertThat(Http.get(holdfast.http().resolve("own/count")).body()).isEqualTo("1");
            assertThat(Http.get(holdfast.http().resolve("own/count")).body()).isEqualTo("2");
        }
    }

    @Test
    void applicationWithoutLoadsNothingOfTheirContainer() throws Exception {
        Path log = directory.resolve("classes.log");
        try (HoldfastProcess holdfast = run(log, Archives.hello(directory, "hello.war"))) {
            assertThat(Http.get(holdfast.http().resolve("hello/")).body()).isEqualTo("hello");
        }
        assertThat(Files.readString(log))
                .contains(" dev.holdfast.server.")
                .doesNotContain(" org.jboss.weld.")
                .doesNotContain(" jakarta.enterprise.")
                .doesNotContain(" jakarta.inject.");
    }

    private static HoldfastProcess run(Path classLog, Path archive) throws Exception {
        return HoldfastProcess.start(
                        Map.of("JAVA_OPTS", "-Xlog:class+load:file=" + classLog),
                        HoldfastProcess.LAUNCHER,
                        "run",
                        "--http",
                        "0",
                        "--ajp",
                        "0",
                        "--admin",
                        "0",
                        archive.toString())
                .awaitReady();
    }
}
