package dev.holdfast.bench;

import io.undertow.server.HttpHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.util.Headers;
import jakarta.servlet.ServletException;
import java.nio.ByteBuffer;

/** The page as Undertow handlers, the same objects for our connector and for stock Undertow. */
final class HelloHandlers {
    private HelloHandlers() {}

    /** Returns a handler that answers on the thread it is called on. */
    static HttpHandler raw() {
        ByteBuffer hello = ByteBuffer.allocateDirect(HelloServlet.HELLO.length)
                .put(HelloServlet.HELLO)
                .flip();
        return exchange -> {
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain");
            exchange.getResponseSender().send(hello.duplicate());
        };
    }

    /** Returns a deployment of {@link HelloServlet}. */
    static HttpHandler servlet() throws ServletException {
        DeploymentManager deployment = Servlets.defaultContainer()
                .addDeployment(Servlets.deployment()
                        .setClassLoader(HelloHandlers.class.getClassLoader())
                        .setContextPath("/")
                        .setDeploymentName("hello")
                        .addServlets(
                                Servlets.servlet("hello", HelloServlet.class).addMapping("/*")));
        deployment.deploy();
        return deployment.start();
    }
}
