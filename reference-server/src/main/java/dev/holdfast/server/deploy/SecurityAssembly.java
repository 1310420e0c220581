package dev.holdfast.server.deploy;

import dev.holdfast.server.realm.Realm;
import io.undertow.security.impl.ExternalAuthenticationMechanism;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.HttpMethodSecurityInfo;
import io.undertow.servlet.api.LoginConfig;
import io.undertow.servlet.api.SecurityConstraint;
import io.undertow.servlet.api.SecurityInfo.EmptyRoleSemantic;
import io.undertow.servlet.api.ServletSecurityInfo;
import io.undertow.servlet.api.TransportGuaranteeType;
import io.undertow.servlet.api.WebResourceCollection;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jboss.metadata.web.jboss.JBossWebMetaData;
import org.jboss.metadata.web.spec.EmptyRoleSemanticType;
import org.jboss.metadata.web.spec.FormLoginConfigMetaData;
import org.jboss.metadata.web.spec.HttpConstraintMetaData;
import org.jboss.metadata.web.spec.HttpMethodConstraintMetaData;
import org.jboss.metadata.web.spec.LoginConfigMetaData;
import org.jboss.metadata.web.spec.SecurityConstraintMetaData;
import org.jboss.metadata.web.spec.ServletSecurityMetaData;
import org.jboss.metadata.web.spec.WebResourceCollectionMetaData;
import org.jspecify.annotations.Nullable;

/** Security constraints, roles and the login configuration of the effective descriptor, as Undertow wants them (Servlet specification 13). */
final class SecurityAssembly {
    private static final Logger LOG = Logger.getLogger(SecurityAssembly.class);
    /** Undertow's names of the methods, by those of web.xml. */
    private static final Map<String, String> METHODS = Map.of(
            "BASIC", HttpServletRequest.BASIC_AUTH,
            "DIGEST", HttpServletRequest.DIGEST_AUTH,
            "FORM", HttpServletRequest.FORM_AUTH,
            "CLIENT-CERT", HttpServletRequest.CLIENT_CERT_AUTH);

    private SecurityAssembly() {}

    /** @throws Fault if nobody of the realm could ever log in by the method that the application asks for */
    static void assemble(WebApp app, DeploymentInfo info, SecuritySettings settings) {
        JBossWebMetaData metaData = app.metaData();
        Realm realm = settings.realm();
        info.setIdentityManager(new RealmIdentityManager(realm, System::nanoTime));
        info.setAuthorizationManager(new TransportRule(settings.confidentialPort()));
        info.setConfidentialPortManager(settings.confidentialPort());
        info.addSecurityRoles(metaData.getSecurityRoleNames());
        if (metaData.getSecurityConstraints() != null) {
            metaData.getSecurityConstraints().forEach(constraint -> info.addSecurityConstraint(constraint(constraint)));
        }
        info.setDenyUncoveredHttpMethods(Boolean.TRUE.equals(metaData.getDenyUncoveredHttpMethods()));
        if (metaData.getLoginConfig() != null) {
            LoginConfig login = login(metaData.getLoginConfig(), info);
            refuseDigestWithoutPasswords(app, login, realm);
            info.setLoginConfig(login);
        }
        if (settings.frontsAuthenticate()) {
            String first = ExternalAuthenticationMechanism.NAME;
            info.addFirstAuthenticationMechanism(first, new ExternalAuthenticationMechanism(first));
        }
    }

    private static void refuseDigestWithoutPasswords(WebApp app, LoginConfig login, Realm realm) {
        boolean digest = login.getAuthMethods().stream()
                .anyMatch(method -> method.getName().equals(HttpServletRequest.DIGEST_AUTH));
        if (digest && !realm.knowsPasswords()) {
            throw Fault.of(
                            "nobody could log in by <auth-method> DIGEST, which needs passwords that the realm does not know:"
                                    + " neither a directory nor hashes give them away. Use BASIC over TLS, or FORM")
                    .at(app.place(Set.of("auth-method"), HttpServletRequest.DIGEST_AUTH));
        }
    }

    private static SecurityConstraint constraint(SecurityConstraintMetaData from) {
        SecurityConstraint constraint = new SecurityConstraint();
        constraint.setTransportGuaranteeType(transport(from.getTransportGuarantee()));
        constraint.addRolesAllowed(list(from.getRoleNames()));
        // No <auth-constraint> lets everybody in, an empty one nobody.
        constraint.setEmptyRoleSemantic(
                from.getAuthConstraint() == null ? EmptyRoleSemantic.PERMIT : EmptyRoleSemantic.DENY);
        if (from.getResourceCollections() != null) {
            for (WebResourceCollectionMetaData resources : from.getResourceCollections()) {
                constraint.addWebResourceCollection(new WebResourceCollection()
                        .addUrlPatterns(list(resources.getUrlPatterns()))
                        .addHttpMethods(list(resources.getHttpMethods()))
                        .addHttpMethodOmissions(list(resources.getHttpMethodOmissions())));
            }
        }
        return constraint;
    }

    private static LoginConfig login(LoginConfigMetaData from, DeploymentInfo info) {
        String method =
                from.getAuthMethod() == null ? "BASIC" : from.getAuthMethod().toUpperCase(Locale.ROOT);
        String realm = from.getRealmName() == null ? info.getDisplayName() : from.getRealmName();
        String known = METHODS.get(method);
        if (known == null) {
            LOG.warnf(
                    "%s: nobody can log in, for <auth-method> %s is not supported; use BASIC, DIGEST, FORM or CLIENT-CERT",
                    info.getDeploymentName(), method);
            known = method;
        }
        FormLoginConfigMetaData form = from.getFormLoginConfig();
        return form == null
                ? new LoginConfig(known, realm)
                : new LoginConfig(known, realm, form.getLoginPage(), form.getErrorPage());
    }

    /** Returns what {@code @ServletSecurity} says; where web.xml constrains the same URL pattern, Undertow lets that win. */
    static @Nullable ServletSecurityInfo servletSecurity(@Nullable ServletSecurityMetaData from) {
        if (from == null) {
            return null;
        }
        ServletSecurityInfo security = new ServletSecurityInfo();
        security.setEmptyRoleSemantic(semantic(from));
        security.setTransportGuaranteeType(transport(from.getTransportGuarantee()));
        security.addRolesAllowed(list(from.getRolesAllowed()));
        if (from.getHttpMethodConstraints() != null) {
            for (HttpMethodConstraintMetaData method : from.getHttpMethodConstraints()) {
                HttpMethodSecurityInfo added = new HttpMethodSecurityInfo();
                added.setMethod(method.getMethod());
                added.setEmptyRoleSemantic(semantic(method));
                added.setTransportGuaranteeType(transport(method.getTransportGuarantee()));
                added.addRolesAllowed(list(method.getRolesAllowed()));
                security.addHttpMethodSecurityInfo(added);
            }
        }
        return security;
    }

    private static EmptyRoleSemantic semantic(HttpConstraintMetaData from) {
        return from.getEmptyRoleSemantic() == EmptyRoleSemanticType.DENY
                ? EmptyRoleSemantic.DENY
                : EmptyRoleSemantic.PERMIT;
    }

    private static TransportGuaranteeType transport(org.jboss.metadata.web.spec.@Nullable TransportGuaranteeType from) {
        return from == null ? TransportGuaranteeType.NONE : TransportGuaranteeType.valueOf(from.name());
    }

    private static List<String> list(@Nullable List<String> strings) {
        return strings == null ? List.of() : strings;
    }
}
