package dev.holdfast.server.deploy;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/**
 * Takes back the JDBC drivers of an application that ends, which register themselves when they are loaded and are kept until the JVM ends. The
 * {@link DriverManager} shows them only to classes of the application, so this is {@linkplain WebAppClassLoader#runAsOwn made one}: it must need no other class of the server.
 */
public final class JdbcDrivers implements Runnable {
    /** Made by reflection. */
    public JdbcDrivers() {}

    @Override
    public void run() {
        List<Driver> registered = DriverManager.drivers().toList();
        for (Driver driver : registered) {
            if (driver.getClass().getClassLoader() == JdbcDrivers.class.getClassLoader()) {
                takeBack(driver);
            }
        }
    }

    private static void takeBack(Driver driver) {
        try {
            DriverManager.deregisterDriver(driver);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
