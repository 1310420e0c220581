package dev.holdfast.it;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** Other people's web applications, as the build fetched them. */
final class RealArchives {
    private static final Path FETCHED = Path.of("target", "archives").toAbsolutePath();

    private RealArchives() {}

    /** JSP, EL, tag files, beans; brings no JSTL although one of its pages needs it, so it is added here. */
    static Path jsp(Path directory) {
        WebArchive archive = ShrinkWrap.create(ZipImporter.class, "jsp.war")
                .importFrom(file("jetty-ee10-demo-jsp-webapp.war"))
                .as(WebArchive.class);
        for (String library : List.of("jakarta.servlet.jsp.jstl-api.jar", "jakarta.servlet.jsp.jstl.jar")) {
            archive.addAsLibrary(file(library));
        }
        Path target = directory.resolve("jsp.war");
        archive.as(ZipExporter.class).exportTo(target.toFile());
        return target;
    }

    /** Servlets that stand only in a jar's web-fragment, and static resources in the same jar. */
    static Path asyncRest() {
        return file("jetty-ee10-demo-async-rest-webapp.war").toPath();
    }

    /** JSON behind BASIC authentication. */
    static Path jolokia() {
        return file("jolokia-agent-war.war").toPath();
    }

    /** Ten filters in front of a single-page application. */
    static Path hawtio() {
        return file("hawtio-default.war").toPath();
    }

    /** Jakarta Faces with all it needs but CDI; several hundred pages. */
    static Path faces() {
        return file("tobago-example-demo.war").toPath();
    }

    /** Two JSPs without any tag. */
    static Path simple() {
        return file("simple-war.war").toPath();
    }

    /** Writes a hosts file that knows this machine only, so that no application can reach out of it. */
    static Path hostsFile(Path directory) throws IOException {
        return Files.writeString(directory.resolve("hosts"), "127.0.0.1 localhost\n");
    }

    private static File file(String name) {
        return FETCHED.resolve(name).toFile();
    }
}
