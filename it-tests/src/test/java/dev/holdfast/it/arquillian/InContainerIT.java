package dev.holdfast.it.arquillian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
final class InContainerIT {
    @Deployment
    static WebArchive greeting() {
        return ShrinkWrap.create(WebArchive.class, "inside.war").addClass(GreetingServlet.class);
    }

    @Test
    void testRunsInsideTheApplication() {
        assertEquals("ahoy", GreetingServlet.GREETING);
        assertNotSame(
                ClassLoader.getSystemClassLoader(),
                getClass().getClassLoader(),
                "the test's class was loaded by the web application");
    }
}
