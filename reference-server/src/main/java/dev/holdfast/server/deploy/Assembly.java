package dev.holdfast.server.deploy;

import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.ErrorPage;
import io.undertow.servlet.api.MimeMapping;
import io.undertow.servlet.api.ServletStackTraces;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jboss.metadata.javaee.spec.ParamValueMetaData;
import org.jboss.metadata.web.jboss.JBossWebMetaData;
import org.jboss.metadata.web.spec.ErrorPageMetaData;
import org.jboss.metadata.web.spec.LocaleEncodingMetaData;
import org.jboss.metadata.web.spec.MimeMappingMetaData;
import org.jspecify.annotations.Nullable;

/** The parts of the effective descriptor that are neither components, nor security, nor sessions, nor pages, as Undertow wants them. */
final class Assembly {
    private static final Logger LOG = Logger.getLogger(Assembly.class);
    private static final List<String> DEFAULT_WELCOME_FILES = List.of("index.html", "index.htm", "index.jsp");
    private static final String SERVLET_VERSION = "6.1";

    private final WebApp app;
    private final DeploymentInfo info;
    private final JBossWebMetaData metaData;

    private Assembly(WebApp app, DeploymentInfo info) {
        this.app = app;
        this.info = info;
        this.metaData = app.metaData();
    }

    static void assemble(WebApp app, DeploymentInfo info) {
        Assembly assembly = new Assembly(app, info);
        assembly.policy();
        assembly.general();
        assembly.encodings();
        assembly.welcomeFiles();
        assembly.errorPages();
        assembly.mimeMappings();
        assembly.warnOfWhatIsIgnored();
    }

    private void policy() {
        info.setEagerFilterInit(true);
        info.setServletStackTraces(ServletStackTraces.NONE);
        info.setExceptionHandler(new RequestFailures());
        info.setContainerMajorVersion(6);
        info.setContainerMinorVersion(1);
    }

    private void general() {
        String displayName = metaData.getDescriptionGroup() == null
                ? null
                : metaData.getDescriptionGroup().getDisplayName();
        info.setDisplayName(displayName == null ? info.getDeploymentName() : displayName);
        String[] version = version(app.descriptors().main().getVersion()).split("\\.", -1);
        info.setMajorVersion(Integer.parseInt(version[0]));
        info.setMinorVersion(Integer.parseInt(version[1]));
        if (metaData.getContextParams() != null) {
            for (ParamValueMetaData param : metaData.getContextParams()) {
                info.addInitParameter(param.getParamName(), param.getParamValue());
            }
        }
    }

    private static String version(@Nullable String declared) {
        return declared != null && declared.matches("[0-9]{1,2}\\.[0-9]{1,2}") ? declared : SERVLET_VERSION;
    }

    private void encodings() {
        if (metaData.getRequestCharacterEncoding() != null) {
            info.setDefaultRequestEncoding(metaData.getRequestCharacterEncoding());
        }
        if (metaData.getResponseCharacterEncoding() != null) {
            info.setDefaultResponseEncoding(metaData.getResponseCharacterEncoding());
        }
        if (metaData.getLocalEncodings() != null && metaData.getLocalEncodings().getMappings() != null) {
            for (LocaleEncodingMetaData mapping : metaData.getLocalEncodings().getMappings()) {
                info.addLocaleCharsetMapping(mapping.getLocale(), mapping.getEncoding());
            }
        }
    }

    private void welcomeFiles() {
        List<String> declared = metaData.getWelcomeFileList() == null
                ? null
                : metaData.getWelcomeFileList().getWelcomeFiles();
        for (String file : declared == null ? DEFAULT_WELCOME_FILES : declared) {
            info.addWelcomePage(file);
        }
    }

    private void errorPages() {
        if (metaData.getErrorPages() == null) {
            return;
        }
        for (ErrorPageMetaData page : metaData.getErrorPages()) {
            if (page.getExceptionType() != null && !page.getExceptionType().isEmpty()) {
                exceptionType(page.getExceptionType())
                        .ifPresent(type -> info.addErrorPage(new ErrorPage(page.getLocation(), type)));
            } else if (page.getErrorCode() != null && !page.getErrorCode().isEmpty()) {
                info.addErrorPage(new ErrorPage(page.getLocation(), errorCode(page.getErrorCode())));
            } else {
                info.addErrorPage(new ErrorPage(page.getLocation()));
            }
        }
    }

    /** What nobody can throw needs no page, and is no reason to refuse the rest. */
    private Optional<Class<? extends Throwable>> exceptionType(String name) {
        try {
            return Optional.of(app.load(name, Throwable.class));
        } catch (Fault missing) {
            LOG.warnf("%s: %s; its error page is ignored", info.getDeploymentName(), missing.inOneLine());
            return Optional.empty();
        }
    }

    private int errorCode(String text) {
        if (text.matches("[1-9][0-9]{2}")) {
            return Integer.parseInt(text);
        }
        throw Fault.of("'" + text + "' is not a status code: expected three digits")
                .at(app.place(Set.of("error-code"), text));
    }

    private void mimeMappings() {
        info.addMimeMappings(MimeTypes.mappings());
        if (metaData.getMimeMappings() != null) {
            for (MimeMappingMetaData mapping : metaData.getMimeMappings()) {
                info.addMimeMapping(new MimeMapping(mapping.getExtension(), mapping.getMimeType()));
            }
        }
    }

    private void warnOfWhatIsIgnored() {
        if (metaData.getDistributable() != null) {
            LOG.infof("%s: <distributable/> is noted, sessions live in this server only", info.getDeploymentName());
        }
    }
}
