package dev.holdfast.connector.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletInfo;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Deployments of an undertow-servlet container that finds the extension by itself. */
final class DeploymentIT {
    private static final String MODEL =
            System.getProperty("holdfast.workerModel", "EVENT").toLowerCase(Locale.ROOT);

    private static CountDownLatch held = new CountDownLatch(0);
    private static CountDownLatch entered = new CountDownLatch(0);

    private final DeploymentInfo deployment = new DeploymentInfo()
            .setClassLoader(DeploymentIT.class.getClassLoader())
            .setDeploymentName("shop.war")
            .setContextPath("/shop")
            .addInitParameter("holdfast.workerModel", MODEL)
            .addServlet(new ServletInfo("facts", Facts.class).addMapping("/facts/*"))
            .addServlet(new ServletInfo("asynchronous", Asynchronous.class)
                    .addMapping("/asynchronous")
                    .setAsyncSupported(true))
            .addServlet(new ServletInfo("sessions", Sessions.class).addMapping("/sessions"))
            .addServlet(new ServletInfo("held", Held.class).addMapping("/held"));
    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final int port = freePort();
    private final List<DeploymentManager> managers = new ArrayList<>();

    @AfterEach
    void undeploy() {
        managers.forEach(DeploymentIT::stop);
    }

    @Test
    void nothingListensUnlessAPortIsGiven() throws Exception {
        deploy(deployment).start();
        assertThatThrownBy(() -> get("/shop/facts")).isInstanceOf(ConnectException.class);
    }

    @Test
    void aServletIsToldWhereItIs() throws Exception {
        start();
        assertThat(get("/shop/facts/of/life?x=y").body())
                .isEqualTo(port + " http false 127.0.0.1 /shop /facts /of/life x=y");
    }

    @Test
    void anAsynchronousServletAnswers() throws Exception {
        start();
        assertThat(get("/shop/asynchronous").body()).isEqualTo("later");
    }

    @Test
    void otherPathsAreNotTheDeployments() throws Exception {
        start();
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/shopping").statusCode()).isEqualTo(404);
        assertThat(get("/shop/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void aSessionBeganOnTheContainersPortGoesOnOnOurs() throws Exception {
        DeploymentManager manager = start();
        Undertow container = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setHandler(Handlers.path()
                        .addPrefixPath("/shop", manager.getDeployment().getHandler()))
                .build();
        container.start();
        try {
            int theirs = ((InetSocketAddress) container.getListenerInfo().get(0).getAddress()).getPort();
            assertThat(get(theirs, "/shop/sessions").body()).isEqualTo("1");
            assertThat(get("/shop/sessions").body()).isEqualTo("2");
            assertThat(get(theirs, "/shop/sessions").body()).isEqualTo("3");
        } finally {
            container.stop();
        }
    }

    @Test
    void theRootContextIsServed() throws Exception {
        deployment.setContextPath("/");
        start();
        assertThat(get("/facts/x").body()).contains(" /facts /x ");
    }

    /** The application is whole as long as the last request runs: its session lives, and the servlet is not destroyed. */
    @Test
    void stoppingTheDeploymentLetsRequestsFinishAndClosesThePort() throws Exception {
        held = new CountDownLatch(1);
        entered = new CountDownLatch(1);
        DeploymentManager manager = start();
        CompletableFuture<HttpResponse<String>> underWay =
                client.sendAsync(request(port, "/shop/held"), BodyHandlers.ofString());
        entered.await();
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> stop(manager));
        awaitRefusal();
        assertThat(stopped).isNotDone();
        held.countDown();
        assertThat(underWay.get().body()).isEqualTo("finished with its session");
        stopped.get();
        assertThatThrownBy(() -> get("/shop/facts")).isInstanceOf(ConnectException.class);
    }

    @Test
    void aDeploymentThatStopsMayStartAgain() throws Exception {
        DeploymentManager manager = start();
        manager.stop();
        assertThatThrownBy(() -> get("/shop/facts")).isInstanceOf(ConnectException.class);
        manager.start();
        assertThat(get("/shop/facts").statusCode()).isEqualTo(200);
    }

    @Test
    void theExtensionMayBeAddedByHandToo() throws Exception {
        deployment.addServletExtension(new HoldfastExtension());
        start();
        assertThat(get("/shop/facts").statusCode()).isEqualTo(200);
    }

    @Test
    void twoDeploymentsHaveAPortEachAndTheSameTwiceIsRefused() throws Exception {
        start();
        DeploymentInfo other = new DeploymentInfo()
                .setClassLoader(DeploymentIT.class.getClassLoader())
                .setDeploymentName("blog.war")
                .setContextPath("/blog")
                .addInitParameter("holdfast.workerModel", MODEL)
                .addInitParameter("holdfast.port", String.valueOf(port))
                .addServlet(new ServletInfo("facts", Facts.class).addMapping("/facts/*"));
        assertThatThrownBy(deploy(other)::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("blog.war: holdfast.port: cannot listen on 127.0.0.1:" + port
                        + ": Address already in use; each deployment needs an address and port of its own");

        int another = freePort();
        other.addInitParameter("holdfast.port", String.valueOf(another));
        deploy(other).start();
        assertThat(get(another, "/blog/facts").body()).contains(" /blog ");
        assertThat(get(another, "/shop/facts").statusCode()).isEqualTo(404);
        assertThat(get("/blog/facts").statusCode()).isEqualTo(404);
    }

    @Test
    void aWrongSettingFailsTheStartInOneLine() {
        deployment.addInitParameter("holdfast.port", String.valueOf(port));
        deployment.addInitParameter("holdfast.keepAliveTimeout", "soon");
        assertThatThrownBy(deploy(deployment)::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("shop.war: context-param holdfast.keepAliveTimeout is \"soon\", but must be a duration "
                        + "such as 1500ms, 5s, 2m or PT5S");
    }

    private DeploymentManager start() throws ServletException {
        deployment.addInitParameter("holdfast.port", String.valueOf(port));
        DeploymentManager manager = deploy(deployment);
        manager.start();
        return manager;
    }

    private DeploymentManager deploy(DeploymentInfo info) {
        DeploymentManager manager = Servlets.defaultContainer().addDeployment(info);
        managers.add(manager);
        manager.deploy();
        return manager;
    }

    private void awaitRefusal() throws Exception {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (System.nanoTime() < deadline) {
            try {
                get("/shop/facts");
            } catch (IOException refused) {
                return;
            }
        }
        throw new AssertionError("still listening");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return get(port, path);
    }

    private HttpResponse<String> get(int atPort, String path) throws IOException, InterruptedException {
        return client.send(request(atPort, path), BodyHandlers.ofString());
    }

    private static HttpRequest request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
    }

    private static void stop(DeploymentManager manager) {
        try {
            if (manager.getState() == DeploymentManager.State.STARTED) {
                manager.stop();
            }
            if (manager.getState() == DeploymentManager.State.DEPLOYED) {
                manager.undeploy();
            }
        } catch (ServletException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says what the request says of itself. */
    public static final class Facts extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter()
                    .print(request.getServerPort() + " " + request.getScheme() + " " + request.isSecure() + " "
                            + request.getRemoteAddr() + " " + request.getContextPath() + " "
                            + request.getServletPath() + " " + request.getPathInfo() + " "
                            + request.getQueryString());
        }
    }

    /** Answers from another thread. */
    public static final class Asynchronous extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            AsyncContext later = request.startAsync();
            later.start(() -> {
                try {
                    later.getResponse().getWriter().print("later");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } finally {
                    later.complete();
                }
            });
        }
    }

    /** Counts the requests of a session. */
    public static final class Sessions extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            HttpSession session = request.getSession();
            Integer before = (Integer) session.getAttribute("count");
            int count = before == null ? 1 : before + 1;
            session.setAttribute("count", count);
            response.getWriter().print(count);
        }
    }

    /** Blocks its thread until it is let go on. */
    public static final class Held extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            HttpSession session = request.getSession();
            session.setAttribute("with", "its session");
            entered.countDown();
            try {
                held.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            response.getWriter().print("finished with " + session.getAttribute("with"));
        }
    }
}
