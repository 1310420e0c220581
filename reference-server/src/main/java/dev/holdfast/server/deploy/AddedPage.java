package dev.holdfast.server.deploy;

import io.undertow.servlet.api.ClassIntrospecter;
import io.undertow.servlet.api.InstanceFactory;
import io.undertow.servlet.util.ConstructorInstanceFactory;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.jasper.servlet.JspServlet;
import org.jspecify.annotations.Nullable;

/**
 * Jasper's servlet for a page that {@code ServletContext.addJspFile} adds: which page that is, Undertow says with each request, while Jasper takes
 * it from the servlet's configuration only.
 */
final class AddedPage extends JspServlet {
    private static final long serialVersionUID = 1;

    private static final String PAGE_ATTRIBUTE = "org.apache.catalina.jsp_file";
    private static final String PAGE_PARAMETER = "jspFile";

    private transient @Nullable JspServlet page;

    /** Makes instances of what applications add by its class, one of these where that is Jasper's servlet. */
    static final class Introspecter implements ClassIntrospecter {
        private final ClassIntrospecter others;

        Introspecter(ClassIntrospecter others) {
            this.others = others;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> InstanceFactory<T> createInstanceFactory(Class<T> type) throws NoSuchMethodException {
            return type == (Class<?>) JspServlet.class
                    ? (InstanceFactory<T>) new ConstructorInstanceFactory<>(AddedPage.class.getDeclaredConstructor())
                    : others.createInstanceFactory(type);
        }
    }

    @Override
    public void service(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        if (request.getAttribute(PAGE_ATTRIBUTE) instanceof String name) {
            // Not for a page that this one forwards to or includes.
            request.removeAttribute(PAGE_ATTRIBUTE);
            page(name).service(request, response);
        } else {
            super.service(request, response);
        }
    }

    private synchronized JspServlet page(String name) throws ServletException {
        JspServlet known = page;
        if (known == null) {
            known = new JspServlet();
            known.init(new Config(getServletConfig(), name));
            page = known;
        }
        return known;
    }

    @Override
    public synchronized void destroy() {
        super.destroy();
        if (page != null) {
            page.destroy();
        }
    }

    /** The servlet's configuration, and that it is the one page {@code page}. */
    private record Config(ServletConfig servlet, String page) implements ServletConfig {
        @Override
        public String getServletName() {
            return servlet.getServletName();
        }

        @Override
        public ServletContext getServletContext() {
            return servlet.getServletContext();
        }

        @Override
        public @Nullable String getInitParameter(String name) {
            return name.equals(PAGE_PARAMETER) ? page : servlet.getInitParameter(name);
        }

        @Override
        public Enumeration<String> getInitParameterNames() {
            Set<String> names = new LinkedHashSet<>(Collections.list(servlet.getInitParameterNames()));
            names.add(PAGE_PARAMETER);
            return Collections.enumeration(names);
        }
    }
}
