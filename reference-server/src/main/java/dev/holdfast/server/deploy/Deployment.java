package dev.holdfast.server.deploy;

import dev.holdfast.server.cdi.BeanArchive;
import dev.holdfast.server.cdi.Beans;
import dev.holdfast.server.naming.ApplicationNames;
import dev.holdfast.server.naming.DataSources;
import dev.holdfast.server.sessions.SavedSessions;
import dev.holdfast.server.sessions.SessionKeeper;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.resource.CachingResourceManager;
import io.undertow.server.handlers.resource.ResourceManager;
import io.undertow.server.session.SecureRandomSessionIdGenerator;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainer;
import io.undertow.servlet.core.DeploymentImpl;
import io.undertow.servlet.handlers.ServletHandler;
import io.undertow.websockets.jsr.UndertowContainerProvider;
import java.beans.Introspector;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.function.Supplier;
import java.util.logging.Handler;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One application on its way up and down. Each step that takes something pushes what gives it back, so that an application that fails half-way
 * and one that ran for a year are undone alike, in reverse order.
 */
final class Deployment implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Deployment.class);

    private static final String BUILD_COMPATIBLE_EXTENSIONS =
            "META-INF/services/jakarta.enterprise.inject.build.compatible.spi.BuildCompatibleExtension";
    private static final int RESOURCES_REMEMBERED = 4096;
    private static final int RESOURCES_REMEMBERED_MILLIS = 5000;
    private static final long CACHES_NO_CONTENTS = 0;

    private final DeploymentSpec spec;
    private final ServletContainer container;
    private final SecuritySettings security;
    private final DataSources dataSources;
    private final SessionKeeper sessions;
    private final SessionCookieSettings sessionCookies;
    private final WebSockets webSockets;
    private final WorkDirectories workDirectories;
    private final Deque<Undo> undo = new ArrayDeque<>();
    private volatile @Nullable WebAppClassLoader loader;
    private volatile @Nullable Beans beans;
    private volatile @Nullable EndpointContainer endpoints;

    Deployment(
            DeploymentSpec spec,
            ServletContainer container,
            SecuritySettings security,
            DataSources dataSources,
            SavedSessions savedSessions,
            SessionCookieSettings sessionCookies,
            WebSockets webSockets,
            WorkDirectories workDirectories) {
        this.spec = spec;
        this.container = container;
        this.security = security;
        this.dataSources = dataSources;
        this.sessionCookies = sessionCookies;
        this.sessions = new SessionKeeper(savedSessions, spec.location());
        this.webSockets = webSockets;
        this.workDirectories = workDirectories;
    }

    @FunctionalInterface
    private interface Undo {
        // Undertow and listeners throw what they like, and the remaining steps must run all the same.
        void run() throws Exception;
    }

    /** Deploys and starts; on a {@link Fault} the caller closes this deployment. */
    DeployedApplication start() {
        long startNanos = System.nanoTime();
        try {
            WorkDirectory work = workDirectories.create();
            undo.push(() -> workDirectories.delete(work));
            WebAppFiles files = WebAppFiles.of(unpacked(work));
            Scanned scanned = read(files);
            WebApp app = scanned.app();
            DeploymentInfo info = assemble(scanned, components(scanned), work);
            HttpHandler handler = run(app, info);
            return new DeployedApplication(
                    spec, handler, app.loader(), Duration.ofNanos(System.nanoTime() - startNanos), this);
        } catch (IOException e) {
            throw Fault.of("cannot be deployed", e);
        }
    }

    private Path unpacked(WorkDirectory work) throws IOException {
        if (Files.isDirectory(spec.archive())) {
            return spec.archive().toRealPath();
        }
        if (!Files.exists(spec.archive())) {
            throw Fault.of("no such file or directory");
        }
        if (!Files.isRegularFile(spec.archive())) {
            throw Fault.of("neither a web archive nor a directory");
        }
        return Extraction.LIMITED.unpack(spec.archive(), work, "app");
    }

    /**
     * An application, and what only its deployment asks for and is too large to be kept for its life.
     *
     * @param index its classes
     */
    private record Scanned(WebApp app, ClassIndex index) {}

    private Scanned read(WebAppFiles files) throws IOException {
        ClassReferences references = MigrationCheck.references(files);
        MigrationCheck.check(references);
        Descriptors descriptors = Descriptors.read(files);
        JBossWebXml.check(files, spec.location());
        ContextXml.check(files, spec.location());
        List<BeanArchive> beanArchives = BeanArchives.of(files, spec.location());
        WebAppClassLoader loader = new WebAppClassLoader(
                spec.location(),
                files.classPath(),
                Deployment.class.getClassLoader(),
                beanArchives.isEmpty() ? ServerPackages.SERVLETS : ServerPackages.SERVLETS_AND_BEANS);
        undo.push(loader::close);
        undo.push(() -> forget(loader));
        MigrationCheck.check(descriptors, loader);
        Initializers initializers = Initializers.load(files, descriptors.fragments(), loader);
        // WebSocket endpoints are found even where web.xml is complete, but then only WEB-INF/classes decides whether
        // to look for them.
        List<Class<?>> handled = initializers.handledTypes();
        boolean scan = !descriptors.isComplete() || !handled.isEmpty() || references.jakartaWebSocket();
        ClassIndex index = scan ? ClassIndex.of(files, descriptors.fragments(), handled) : ClassIndex.empty();
        MigrationCheck.check(index);
        WebApp app = new WebApp(
                files, beanArchives, descriptors, initializers, index.all(), Merge.of(descriptors, index), loader);
        return new Scanned(app, index);
    }

    /** The JDK holds on to classes, some until memory is short, and with them to everything the application loaded. */
    private void forget(WebAppClassLoader loader) {
        try {
            loader.runAsOwn(JdbcDrivers.class);
        } catch (IOException | ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOG.warnf(e, "%s: its JDBC drivers stay registered", spec.location());
        }
        java.util.logging.Logger root = java.util.logging.Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            if (handler.getClass().getClassLoader() == loader) {
                root.removeHandler(handler);
            }
        }
        Introspector.flushCaches();
        ResourceBundle.clearCache(loader);
    }

    private Components components(Scanned scanned) {
        WebApp app = scanned.app();
        Optional<Supplier<Object>> manager =
                app.beanArchives().isEmpty() ? Optional.empty() : Optional.of(this::beanManager);
        Map<String, Object> names =
                NamingAssembly.names(app, scanned.index().hierarchy(), dataSources.byName(), manager, spec.location());
        try {
            ApplicationNames.bind(app.loader(), names);
        } catch (IllegalArgumentException contradiction) {
            throw Fault.of("cannot name what the application refers to", contradiction);
        }
        undo.push(() -> ApplicationNames.unbind(app.loader()));
        Resources resources = new Resources(names);
        if (!app.beanArchives().isEmpty()) {
            startBeans(app, resources);
        }
        return new Components(app, resources, beans);
    }

    private Object beanManager() {
        Beans there = beans;
        if (there == null) {
            throw new IllegalStateException("the beans of " + spec.location() + " are not there yet");
        }
        return there.manager();
    }

    private void startBeans(WebApp app, Resources resources) {
        if (app.loader().findResource(BUILD_COMPATIBLE_EXTENSIONS) != null) {
            LOG.warnf("%s: its build compatible extensions of CDI are ignored", spec.location());
        }
        undo.push(() -> as(app.loader(), this::stopBeans));
        try {
            as(
                    app.loader(),
                    () -> beans = Beans.start(spec.location(), app.loader(), app.beanArchives(), resources::ofBean));
        } catch (Throwable e) {
            // Extensions and observers are the application's own code.
            throw StartupFailure.ofBeans(e);
        }
    }

    private void stopBeans() {
        Beans there = beans;
        if (there != null) {
            there.close();
        }
    }

    private DeploymentInfo assemble(Scanned scanned, Components components, WorkDirectory work) throws IOException {
        WebApp app = scanned.app();
        TypeQuery types = new TypeQuery(scanned.index(), app.loader());
        DeploymentInfo info = new DeploymentInfo()
                .setDeploymentName(spec.location())
                .setContextPath(ContextPath.forServlets(spec.contextPath()))
                .setClassLoader(app.loader())
                .setTempDir(work.directory("temp"))
                .setSessionIdGenerator(new SecureRandomSessionIdGenerator())
                .setResourceManager(resources(app.files(), work));
        info.setClassIntrospecter(components);
        Assembly.assemble(app, info);
        Beans ofApplication = beans;
        if (ofApplication != null) {
            ofApplication.addFirst(info);
        }
        ServletAssembly.assemble(app, components, info);
        if (ofApplication != null) {
            ofApplication.addLast(info);
        }
        SecurityAssembly.assemble(app, info, security);
        SessionAssembly.assemble(app, info);
        info.addOuterHandlerChainWrapper(sessions::wrap);
        info.addOuterHandlerChainWrapper(ContextRoot::new);
        info.setSessionConfigWrapper((config, deployment) -> new SessionCookies(config, sessionCookies));
        if (Pages.areIn(app, info)) {
            Pages.assemble(app, info, work.directory("pages"));
            if (ofApplication != null) {
                ofApplication.addToPages(info);
            }
        }
        if (WebSockets.areIn(app)) {
            takeWebSockets(app, webSockets.assemble(app, types, info));
        }
        app.initializers().infos(types, app.loader()).forEach(info::addServletContainerInitializer);
        return info;
    }

    /** Undertow finds the container of whoever asks by the class loader, in a map that outlives both. */
    private void takeWebSockets(WebApp app, EndpointContainer container) {
        UndertowContainerProvider.addContainer(app.loader(), container);
        undo.push(() -> UndertowContainerProvider.removeContainer(app.loader()));
        endpoints = container;
    }

    /** What an archive was unpacked to is nobody's to change, and is remembered for some seconds; a directory is looked at anew each time. */
    private ResourceManager resources(WebAppFiles files, WorkDirectory work) {
        List<Path> ofLibraries = new ArrayList<>();
        for (LibraryJar library : files.libraries()) {
            if (library.hasResources()) {
                ofLibraries.add(Extraction.LIMITED.unpack(
                        library.path(), LibraryJar.RESOURCES, work, "resources/" + library.name()));
            }
        }
        WebAppResources resources = new WebAppResources(files.root(), ofLibraries);
        undo.push(resources::close);
        return Files.isDirectory(spec.archive())
                ? resources
                : new CachingResourceManager(
                        RESOURCES_REMEMBERED, CACHES_NO_CONTENTS, null, resources, RESOURCES_REMEMBERED_MILLIS);
    }

    private HttpHandler run(WebApp app, DeploymentInfo info) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // Undertow looks for its own extensions with this loader, and must find none: what is used here is added by
        // name.
        thread.setContextClassLoader(app.loader());
        try {
            DeploymentManager manager = container.addDeployment(info);
            undo.push(() -> container.removeDeployment(info));
            WebAppClassLoader loader = app.loader();
            undo.push(() -> as(loader, () -> stop(manager)));
            manager.deploy();
            takeEncoding(manager.getDeployment().getDeploymentInfo(), manager.getDeployment());
            HttpHandler handler = manager.start();
            sessions.start(manager.getDeployment());
            this.loader = loader;
            undo.push(this::keepSessions);
            return handler;
        } catch (Throwable e) {
            // Whatever an application's own code throws, an OutOfMemoryError of its making too, is this application's
            // failure; the others deploy on.
            throw StartupFailure.explain(app, info, e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** A listener or an initializer may have set how requests are encoded, for which Undertow looks before it asks them. */
    private static void takeEncoding(DeploymentInfo info, io.undertow.servlet.api.Deployment deployment) {
        String encoding = info.getDefaultRequestEncoding();
        if (encoding != null && deployment instanceof DeploymentImpl implementation) {
            implementation.setDefaultRequestCharset(Charset.forName(encoding));
            for (ServletHandler servlet :
                    deployment.getServlets().getServletHandlers().values()) {
                servlet.getManagedServlet().setupMultipart(deployment.getServletContext());
            }
        }
    }

    /** Has the sessions of its predecessor to itself. */
    void takeSessions() {
        sessions.settle();
    }

    /** Tells the clients of WebSockets that the server is going away (RFC 6455 section 7.4.1), and takes no new ones; runs the application's own code. */
    void closeWebSockets() {
        EndpointContainer container = endpoints;
        if (container != null) {
            container.close(0);
        }
    }

    /** A second call waits for the first, and does nothing. */
    void keepSessions() {
        WebAppClassLoader own = loader;
        if (own != null) {
            try {
                as(own, sessions::stop);
            } catch (Exception e) {
                LOG.warnf(e, "%s: its sessions are lost", spec.location());
            }
        }
    }

    private static void stop(DeploymentManager manager) throws Exception {
        if (manager.getState() != DeploymentManager.State.UNDEPLOYED) {
            manager.stop();
            manager.undeploy();
        } else if (manager.getDeployment() != null && manager.getDeployment().getApplicationListeners() != null) {
            // It failed while it was deployed, and Undertow forgets the listeners that had been told of its start.
            manager.getDeployment().getApplicationListeners().contextDestroyed();
            manager.getDeployment().getApplicationListeners().stop();
        }
    }

    private static void as(ClassLoader loader, Undo step) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            step.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public void close() {
        for (Undo step = undo.poll(); step != null; step = undo.poll()) {
            try {
                step.run();
            } catch (Throwable e) {
                // The application's own code again: the remaining steps give back what the server lent it.
                LOG.warnf(e, "%s: a step of undeploying failed", spec.location());
            }
        }
    }
}
