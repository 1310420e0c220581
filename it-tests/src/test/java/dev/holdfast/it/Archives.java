package dev.holdfast.it;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** Small web archives, written to files as a user has them. */
final class Archives {
    private Archives() {}

    /** Writes an archive whose servlet at {@code /} answers {@code hello}. */
    static Path hello(Path directory, String fileName) {
        return write(ShrinkWrap.create(WebArchive.class, fileName).addClass(Hello.class), directory);
    }

    /** Writes the same archive for a virtual host. */
    static Path ofHost(Path directory, String fileName, String host) {
        String descriptor = "<jboss-web><virtual-host>" + host + "</virtual-host></jboss-web>";
        return write(
                ShrinkWrap.create(WebArchive.class, fileName)
                        .addClass(Hello.class)
                        .addAsWebInfResource(new StringAsset(descriptor), "jboss-web.xml"),
                directory);
    }

    /** Writes {@code guarded.war}, the same servlet for users in the role {@code reader} who say so with BASIC authentication. */
    static Path guarded(Path directory) {
        String descriptor = """
                <web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='6.1'>
                  <security-constraint>
                    <web-resource-collection>
                      <web-resource-name>all</web-resource-name>
                      <url-pattern>/*</url-pattern>
                    </web-resource-collection>
                    <auth-constraint><role-name>reader</role-name></auth-constraint>
                  </security-constraint>
                  <login-config><auth-method>BASIC</auth-method><realm-name>it</realm-name></login-config>
                  <security-role><role-name>reader</role-name></security-role>
                </web-app>
                """;
        return write(
                ShrinkWrap.create(WebArchive.class, "guarded.war")
                        .addClass(Hello.class)
                        .setWebXML(new StringAsset(descriptor)),
                directory);
    }

    /** Writes an archive of {@code classes}, with what is nested in them, and the file {@code text}, in which is {@code it is there}. */
    static Path of(Path directory, String fileName, Class<?>... classes) {
        return write(
                ShrinkWrap.create(WebArchive.class, fileName)
                        .addClasses(classes)
                        .addAsWebResource(new StringAsset("it is there"), "text"),
                directory);
    }

    /** Writes an archive that takes a while to unpack. */
    static Path ofManyFiles(Path directory, String fileName) throws IOException {
        Path file = directory.resolve(fileName);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < 50_000; i++) {
                zip.putNextEntry(new ZipEntry("d" + i % 100 + "/f" + i));
                zip.closeEntry();
            }
        }
        return file;
    }

    /** Writes a file that is no zip. */
    static Path corrupt(Path directory) throws IOException {
        return Files.writeString(directory.resolve("corrupt.war"), "PK but not really");
    }

    /** Writes an archive of a servlet that was compiled for {@code javax.servlet}. */
    static Path javax(Path directory) throws IOException {
        Path sources = Files.createDirectories(directory.resolve("javax-sources"));
        Path base =
                Files.createDirectories(sources.resolve("javax/servlet/http")).resolve("HttpServlet.java");
        Files.writeString(base, "package javax.servlet.http; public class HttpServlet {}");
        Path old = Files.createDirectories(sources.resolve("old")).resolve("OldServlet.java");
        Files.writeString(old, "package old; public class OldServlet extends javax.servlet.http.HttpServlet {}");
        ToolProvider.getSystemJavaCompiler().run(null, null, null, base.toString(), old.toString());
        String descriptor = """
                <web-app xmlns='http://xmlns.jcp.org/xml/ns/javaee' version='4.0'>
                  <servlet><servlet-name>old</servlet-name><servlet-class>old.OldServlet</servlet-class></servlet>
                  <servlet-mapping><servlet-name>old</servlet-name><url-pattern>/</url-pattern></servlet-mapping>
                </web-app>
                """;
        WebArchive archive = ShrinkWrap.create(WebArchive.class, "old.war")
                .addAsWebInfResource(sources.resolve("old/OldServlet.class").toFile(), "classes/old/OldServlet.class")
                .setWebXML(new StringAsset(descriptor));
        return write(archive, directory);
    }

    private static Path write(WebArchive archive, Path directory) {
        Path file = directory.resolve(archive.getName());
        archive.as(ZipExporter.class).exportTo(file.toFile(), true);
        return file;
    }

    /** Answers {@code hello}. */
    @WebServlet("/")
    public static final class Hello extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print("hello");
        }
    }
}
