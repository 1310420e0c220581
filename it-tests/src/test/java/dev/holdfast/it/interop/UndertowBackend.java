package dev.holdfast.it.interop;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/** Undertow's own AJP listener with undertow-servlet, in a process of its own. */
final class UndertowBackend {
    /** Undertow 2.4 does not start an AJP listener without one. */
    static final String SECRET = "open-sesame";

    private UndertowBackend() {}

    static Child start(Path directory, String node) throws IOException {
        return Child.main(
                directory.resolve("stdout"),
                directory,
                UndertowBackend.class,
                List.of(node, "-Dio.undertow.ajp.AJP_SECRET=" + SECRET));
    }

    /** Takes no arguments, and says where it listens. */
    public static void main(String[] args) throws ServletException {
        DeploymentInfo deployment = Servlets.deployment()
                .setClassLoader(UndertowBackend.class.getClassLoader())
                .setContextPath("/")
                .setDeploymentName("ROOT.war")
                .addServlet(Servlets.servlet("echo", EchoServlet.class).addMapping("/*"));
        DeploymentManager manager = Servlets.defaultContainer().addDeployment(deployment);
        manager.deploy();
        Undertow server = Undertow.builder()
                .addAjpListener(0, "127.0.0.1")
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .setIoThreads(2)
                .setWorkerThreads(32)
                .setServerOption(UndertowOptions.AJP_ALLOWED_REQUEST_ATTRIBUTES_PATTERN, "interop[.].*")
                .setHandler(manager.start())
                .build();
        server.start();
        InetSocketAddress address =
                (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
        System.out.println("ajp listening on 127.0.0.1:" + address.getPort());
    }
}
