package dev.holdfast.server.cdi;

import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.ListenerInfo;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Extension;
import java.util.ArrayList;
import java.util.EventListener;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.weld.bootstrap.WeldBootstrap;
import org.jboss.weld.bootstrap.api.Environments;
import org.jboss.weld.bootstrap.spi.BeanDeploymentArchive;
import org.jboss.weld.bootstrap.spi.BeanDiscoveryMode;
import org.jboss.weld.bootstrap.spi.EEModuleDescriptor;
import org.jboss.weld.bootstrap.spi.EEModuleDescriptor.ModuleType;
import org.jboss.weld.bootstrap.spi.Metadata;
import org.jboss.weld.bootstrap.spi.helpers.EEModuleDescriptorImpl;
import org.jboss.weld.config.ConfigurationKey;
import org.jboss.weld.configuration.spi.ExternalConfiguration;
import org.jboss.weld.configuration.spi.helpers.ExternalConfigurationBuilder;
import org.jboss.weld.environment.deployment.WeldBeanDeploymentArchive;
import org.jboss.weld.environment.deployment.WeldDeployment;
import org.jboss.weld.environment.deployment.discovery.AbstractBeanArchiveScanner;
import org.jboss.weld.environment.deployment.discovery.jandex.JandexDiscoveryStrategy;
import org.jboss.weld.injection.spi.ResourceInjectionServices;
import org.jboss.weld.manager.BeanManagerImpl;
import org.jboss.weld.module.web.servlet.WeldInitialListener;
import org.jboss.weld.module.web.servlet.WeldTerminalListener;
import org.jboss.weld.resources.spi.ClassFileServices;
import org.jboss.weld.resources.spi.ResourceLoader;

/** The beans of one application: started before its servlet context is there, and stopped after that is gone. */
public final class Beans implements AutoCloseable {
    /** Weld knows its containers by their identifiers, all of the process together. */
    private static final Set<String> USED = ConcurrentHashMap.newKeySet();

    private final String id;
    private final WeldBootstrap bootstrap;
    private final ClassLoader loader;
    private final BeanManagerImpl manager;

    private Beans(String id, WeldBootstrap bootstrap, ClassLoader loader, BeanManagerImpl manager) {
        this.id = id;
        this.bootstrap = bootstrap;
        this.loader = loader;
        this.manager = manager;
    }

    /**
     * Finds, checks and starts the beans of an application.
     *
     * @param id the application's, the same at each deployment: sessions refer to it. Where another of the process has it, such as one of a second server,
     *     this one gets a number as well
     * @param loader the application's, which must be the thread's
     * @param archives at least one; the first is the application's point of view where none in particular is asked
     * @param resources answers {@code @Resource}
     * @throws RuntimeException if they contradict each other, or something that one of them needs is not there
     */
    public static Beans start(String id, ClassLoader loader, List<BeanArchive> archives, ResourceFinder resources) {
        WeldBootstrap bootstrap = new WeldBootstrap();
        BeanClassLoading classes = new BeanClassLoading(loader);
        List<Metadata<Extension>> extensions = new ArrayList<>();
        bootstrap.loadExtensions(loader).forEach(extensions::add);
        JandexDiscoveryStrategy discovery = new JandexDiscoveryStrategy(
                classes,
                bootstrap,
                bootstrap.startExtensions(extensions).getKnownBeanDefiningAnnotations(),
                BeanDiscoveryMode.ANNOTATED);
        discovery.setScanner(new Scanner(bootstrap, archives));
        Set<WeldBeanDeploymentArchive> found = discovery.performDiscovery();
        if (found.isEmpty()) {
            found.add(empty(archives.get(0), bootstrap, classes));
        }
        WeldDeployment deployment = new WeldDeployment(classes, bootstrap, found, extensions) {
            @Override
            protected WeldBeanDeploymentArchive createAdditionalBeanDeploymentArchive() {
                WeldBeanDeploymentArchive archive = super.createAdditionalBeanDeploymentArchive();
                serve(archive, id, resources);
                return archive;
            }
        };
        deployment.getServices().add(ClassFileServices.class, discovery.getClassFileServices());
        deployment.getServices().add(ExternalConfiguration.class, configuration());
        deployment.getBeanDeploymentArchives().forEach(archive -> serve(archive, id, resources));
        String own = claim(id);
        try {
            bootstrap.startContainer(own, Environments.SERVLET, deployment);
            bootstrap.startInitialization();
            BeanManagerImpl manager = bootstrap.getManager(first(deployment, archives));
            CurrentBeans.bind(loader, manager);
            bootstrap.deployBeans().validateBeans().endInitialization();
            return new Beans(own, bootstrap, loader, manager);
        } catch (RuntimeException | Error failed) {
            CurrentBeans.unbind(loader);
            try {
                bootstrap.shutdown();
            } catch (RuntimeException | Error ofObservers) {
                failed.addSuppressed(ofObservers);
            } finally {
                USED.remove(own);
            }
            throw failed;
        }
    }

    /** Without a bean of its own an application has the built-in ones, and those of its extensions. */
    private static WeldBeanDeploymentArchive empty(
            BeanArchive archive, WeldBootstrap bootstrap, BeanClassLoading classes) {
        WeldBeanDeploymentArchive empty =
                new WeldBeanDeploymentArchive(archive.id(), new HashSet<>(), bootstrap.parse(archive.beansXml()));
        empty.getServices().add(ResourceLoader.class, classes);
        return empty;
    }

    private static String claim(String id) {
        String own = id;
        for (int number = 2; !USED.add(own); number++) {
            own = id + " " + number;
        }
        return own;
    }

    private static void serve(BeanDeploymentArchive archive, String id, ResourceFinder resources) {
        archive.getServices().add(EEModuleDescriptor.class, new EEModuleDescriptorImpl(id, ModuleType.WEB));
        archive.getServices().add(ResourceInjectionServices.class, new BeanResources(resources));
    }

    private static ExternalConfiguration configuration() {
        // An index of beans differs from one deployment to the next, and kept sessions would find others by it.
        return new ExternalConfigurationBuilder()
                .add(ConfigurationKey.BEAN_IDENTIFIER_INDEX_OPTIMIZATION.get(), false)
                .add(ConfigurationKey.CONCURRENT_DEPLOYMENT.get(), false)
                .build();
    }

    private static BeanDeploymentArchive first(WeldDeployment deployment, List<BeanArchive> archives) {
        for (BeanArchive wanted : archives) {
            for (BeanDeploymentArchive archive : deployment.getBeanDeploymentArchives()) {
                if (archive.getId().equals(wanted.id())) {
                    return archive;
                }
            }
        }
        return deployment.getBeanDeploymentArchives().iterator().next();
    }

    /** Returns the container's own view of itself. */
    public BeanManager manager() {
        return manager;
    }

    /** Returns {@code type}, whose instances are given beans. */
    public <T> BeanComponent<T> component(Class<T> type) {
        AnnotatedType<T> annotated = manager.createAnnotatedType(type);
        return new BeanComponent<>(
                manager,
                manager.createInjectionTargetBuilder(annotated)
                        .setResourceInjectionEnabled(false)
                        .setTargetClassLifecycleCallbacksEnabled(true)
                        .build());
    }

    /**
     * Ties scopes to requests and sessions, and gives the servlet context the bean manager; comes before the application's listeners are added.
     *
     * @see #addLast
     */
    public void addFirst(DeploymentInfo info) {
        info.addServletContextAttribute(BeanManager.class.getName(), manager);
        info.addListener(listener(new WeldInitialListener(manager)));
    }

    /** Does what has to be done after the application's listeners are added. */
    public void addLast(DeploymentInfo info) {
        info.addListener(listener(new WeldTerminalListener(manager)));
    }

    private static ListenerInfo listener(EventListener listener) {
        return new ListenerInfo(listener.getClass(), new ImmediateInstanceFactory<>(listener));
    }

    /** Lets pages name beans; comes after the compiler of pages is added. */
    public void addToPages(DeploymentInfo info) {
        info.addServletContainerInitializer(new ServletContainerInitializerInfo(
                BeanPages.class, new ImmediateInstanceFactory<>(new BeanPages(manager)), Set.of()));
    }

    /** Ends all beans. */
    @Override
    public void close() {
        try {
            bootstrap.shutdown();
        } finally {
            CurrentBeans.unbind(loader);
            USED.remove(id);
        }
    }

    private static final class Scanner extends AbstractBeanArchiveScanner {
        private final List<BeanArchive> archives;

        Scanner(WeldBootstrap bootstrap, List<BeanArchive> archives) {
            super(bootstrap, BeanDiscoveryMode.ANNOTATED);
            this.archives = archives;
        }

        @Override
        public List<ScanResult> scan() {
            return archives.stream()
                    .map(archive -> new ScanResult(
                            parseBeansXml(archive.beansXml()), archive.path().toString(), archive.id()))
                    .toList();
        }
    }
}
