package dev.holdfast.server.deploy;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.util.List;
import org.apache.tomcat.Jar;
import org.apache.tomcat.JarScanFilter;
import org.apache.tomcat.JarScanType;
import org.apache.tomcat.JarScanner;
import org.apache.tomcat.JarScannerCallback;
import org.apache.tomcat.util.scan.JarFactory;

/** Shows Jasper the application's own libraries and nothing of the server's class path. */
final class TagLibraryScanner implements JarScanner {
    private static final JarScanFilter EVERYTHING = (type, jarName) -> true;

    private final List<LibraryJar> libraries;

    TagLibraryScanner(List<LibraryJar> libraries) {
        this.libraries = libraries.stream().filter(LibraryJar::hasTagLibraries).toList();
    }

    @Override
    public void scan(JarScanType scanType, ServletContext context, JarScannerCallback callback) {
        for (LibraryJar library : libraries) {
            String place = "WEB-INF/lib/" + library.name();
            try (Jar jar = JarFactory.newInstance(library.path().toUri().toURL())) {
                // Where in the application it is: a page may name it by that instead of by a URI.
                callback.scan(jar, "/" + place, true);
            } catch (IOException e) {
                throw Fault.of("the tag libraries cannot be read", e).at(place);
            }
        }
    }

    @Override
    public JarScanFilter getJarScanFilter() {
        return EVERYTHING;
    }

    @Override
    public void setJarScanFilter(JarScanFilter filter) {
        throw new UnsupportedOperationException("all libraries of an application are scanned");
    }
}
