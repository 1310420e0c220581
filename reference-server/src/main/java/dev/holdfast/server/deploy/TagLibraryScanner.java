package dev.holdfast.server.deploy;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.net.URL;
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

    private final List<URL> libraries;

    TagLibraryScanner(List<URL> libraries) {
        this.libraries = List.copyOf(libraries);
    }

    @Override
    public void scan(JarScanType scanType, ServletContext context, JarScannerCallback callback) {
        for (URL library : libraries) {
            try (Jar jar = JarFactory.newInstance(library)) {
                callback.scan(jar, null, true);
            } catch (IOException e) {
                throw Fault.of("the tag libraries cannot be read", e)
                        .at("WEB-INF/lib/"
                                + library.getPath().substring(library.getPath().lastIndexOf('/') + 1));
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
