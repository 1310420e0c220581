package dev.holdfast.server.naming;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The data sources of a server: pools of connections, which connect when there is first something to do. Thread-safe. */
public final class DataSources implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(DataSources.class);

    /** Complete when whoever made this gets it, and unchanged from then on. */
    private final Map<String, AgroalDataSource> byName = new LinkedHashMap<>();

    private final Deque<URLClassLoader> loaders = new ArrayDeque<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private DataSources() {}

    /** Returns none. */
    public static DataSources none() {
        return new DataSources();
    }

    /**
     * Makes pools, without connecting to anything.
     *
     * @throws IllegalArgumentException in one line that begins with the data source's name, if its jar is not there or no driver in it takes the url
     */
    public static DataSources of(List<DataSourceSettings> settings) {
        DataSources sources = new DataSources();
        try {
            for (DataSourceSettings one : settings) {
                sources.byName.put(one.name(), sources.pool(one));
            }
            return sources;
        } catch (RuntimeException e) {
            sources.close();
            throw e;
        }
    }

    /** Returns them by name, in their order. */
    public Map<String, DataSource> byName() {
        return Map.copyOf(byName);
    }

    private AgroalDataSource pool(DataSourceSettings settings) {
        Class<? extends Driver> driver = driver(settings);
        AgroalDataSourceConfigurationSupplier configuration = new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(settings.maxPoolSize())
                        .acquisitionTimeout(settings.acquisitionTimeout())
                        .connectionFactoryConfiguration(factory -> connect(factory, settings, driver)));
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // The pool's thread starts with its first task, and would keep the loader of the application that was the first
        // to want a connection.
        thread.setContextClassLoader(DataSources.class.getClassLoader());
        try {
            AgroalDataSource pool = AgroalDataSource.from(configuration);
            pool.flush(FlushMode.IDLE);
            return pool;
        } catch (SQLException e) {
            throw new IllegalArgumentException(settings.name() + ": " + e.getMessage(), e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static AgroalConnectionFactoryConfigurationSupplier connect(
            AgroalConnectionFactoryConfigurationSupplier factory,
            DataSourceSettings settings,
            Class<? extends Driver> driver) {
        factory.jdbcUrl(settings.url()).connectionProviderClass(driver);
        if (settings.username() != null) {
            factory.principal(new NamePrincipal(settings.username()));
        }
        if (settings.password() != null) {
            factory.credential(new SimplePassword(settings.password()));
        }
        return factory;
    }

    private Class<? extends Driver> driver(DataSourceSettings settings) {
        Path jar = settings.jar();
        try {
            for (Driver driver : ServiceLoader.load(Driver.class, loader(settings.name(), jar))) {
                if (driver.acceptsURL(settings.url())) {
                    return driver.getClass();
                }
            }
        } catch (ServiceConfigurationError | SQLException e) {
            throw new IllegalArgumentException(settings.name() + ": " + jar + ": " + e.getMessage(), e);
        }
        throw new IllegalArgumentException(settings.name() + ": no driver takes " + settings.url()
                + (jar == null ? "; jar names that of one" : " in " + jar));
    }

    private ClassLoader loader(String name, @Nullable Path jar) {
        if (jar == null) {
            return DataSources.class.getClassLoader();
        }
        if (!Files.isRegularFile(jar)) {
            throw new IllegalArgumentException(name + ": " + jar + ": no such file");
        }
        try {
            URLClassLoader loader = new URLClassLoader(
                    "driver of " + name, new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
            loaders.push(loader);
            return loader;
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(name + ": " + jar + ": " + e.getMessage(), e);
        }
    }

    /** Closes all connections; whoever has a data source gets no more of it. A second call does nothing, and does not wait for the first. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        byName.values().forEach(AgroalDataSource::close);
        for (URLClassLoader loader = loaders.poll(); loader != null; loader = loaders.poll()) {
            try {
                loader.close();
            } catch (IOException e) {
                LOG.debugf(e, "%s stays open", loader.getName());
            }
        }
    }
}
