package dev.holdfast.fidelity;

import dev.holdfast.scenario.Back;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.AccessLogValve;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.ajp.AbstractAjpProtocol;

/** A Tomcat. Its clock is its access log's {@code %D}. */
final class SleepingTomcat implements SleepingBack {
    private final Tomcat tomcat = new Tomcat();
    private final Connector connector = new Connector("org.apache.coyote.ajp.AjpNioProtocol");
    private final AccessLogValve log = new AccessLogValve();
    private final Path directory;

    /** @param directory for its log, of its own */
    SleepingTomcat(Back back, Path directory) throws IOException, LifecycleException {
        this.directory = Files.createDirectories(directory);
        tomcat.setBaseDir(directory.toString());
        connector.setPort(0);
        AbstractAjpProtocol<?> ajp = (AbstractAjpProtocol<?>) connector.getProtocolHandler();
        ajp.setSecretRequired(false);
        AbstractProtocol<?> protocol = ajp;
        protocol.setMaxThreads(back.maxThreads());
        protocol.setMinSpareThreads(Math.min(10, back.maxThreads()));
        protocol.setAcceptCount(back.acceptCount());
        protocol.setMaxConnections(back.maxConnections());
        if (!connector.setProperty("address", "127.0.0.1")) {
            throw new LifecycleException("Tomcat's connector has no address");
        }
        connector.setThrowOnFailure(true);
        tomcat.setConnector(connector);
        log.setDirectory(directory.toString());
        log.setPrefix("tomcat");
        log.setSuffix(".log");
        log.setRotatable(false);
        log.setBuffered(true);
        log.setPattern("%{begin:msec}t %D %s");
        tomcat.getHost().getPipeline().addValve(log);
        Context context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "sleep", new SleepServlet()).addMapping("/*");
        tomcat.start();
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public Path log() {
        return directory.resolve("tomcat.log");
    }

    @Override
    public void close() throws LifecycleException {
        if (tomcat.getServer().getState().isAvailable()) {
            tomcat.stop();
            tomcat.destroy();
        }
    }
}
