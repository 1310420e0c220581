package dev.holdfast.server.deploy;

import io.undertow.security.idm.Account;
import io.undertow.servlet.api.AuthorizationManager;
import io.undertow.servlet.api.ConfidentialPortManager;
import io.undertow.servlet.api.Deployment;
import io.undertow.servlet.api.ServletInfo;
import io.undertow.servlet.api.SingleConstraintMatch;
import io.undertow.servlet.api.TransportGuaranteeType;
import io.undertow.servlet.core.DefaultAuthorizationManager;
import io.undertow.servlet.spec.HttpServletRequestImpl;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;

/**
 * The specification's rules of authorisation, with one choice: where what asks for a confidential transport is not requested over one, and there is
 * no port with TLS to redirect to, the request is refused with 403.
 */
final class TransportRule implements AuthorizationManager {
    private final AuthorizationManager rules = DefaultAuthorizationManager.INSTANCE;
    private final ConfidentialPortManager confidentialPort;

    TransportRule(ConfidentialPortManager confidentialPort) {
        this.confidentialPort = confidentialPort;
    }

    @Override
    public boolean isUserInRole(
            String role, Account account, ServletInfo servlet, HttpServletRequest request, Deployment deployment) {
        return rules.isUserInRole(role, account, servlet, request, deployment);
    }

    @Override
    public boolean canAccessResource(
            List<SingleConstraintMatch> constraints,
            Account account,
            ServletInfo servlet,
            HttpServletRequest request,
            Deployment deployment) {
        return rules.canAccessResource(constraints, account, servlet, request, deployment);
    }

    @Override
    public TransportGuaranteeType transportGuarantee(
            TransportGuaranteeType connection, TransportGuaranteeType required, HttpServletRequest request) {
        TransportGuaranteeType guarantee = rules.transportGuarantee(connection, required, request);
        boolean needsTls =
                guarantee == TransportGuaranteeType.CONFIDENTIAL || guarantee == TransportGuaranteeType.INTEGRAL;
        return needsTls && connection != TransportGuaranteeType.CONFIDENTIAL && !isRedirected(request)
                ? TransportGuaranteeType.REJECTED
                : guarantee;
    }

    private boolean isRedirected(HttpServletRequest request) {
        return request instanceof HttpServletRequestImpl original
                && confidentialPort.getConfidentialPort(original.getExchange()) >= 0;
    }
}
