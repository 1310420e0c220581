package dev.holdfast.server.deploy;

import io.undertow.security.idm.Account;
import io.undertow.servlet.api.AuthorizationManager;
import io.undertow.servlet.api.Deployment;
import io.undertow.servlet.api.ServletInfo;
import io.undertow.servlet.api.SingleConstraintMatch;
import io.undertow.servlet.api.TransportGuaranteeType;
import io.undertow.servlet.core.DefaultAuthorizationManager;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;

/**
 * The specification's rules of authorisation, with one choice: what asks for a confidential transport and is not requested over one is refused
 * with 403. A redirect would need to know a TLS port, and the one that counts belongs to the proxy in front.
 */
final class TransportRule implements AuthorizationManager {
    private final AuthorizationManager rules = DefaultAuthorizationManager.INSTANCE;

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
        return needsTls && connection != TransportGuaranteeType.CONFIDENTIAL
                ? TransportGuaranteeType.REJECTED
                : guarantee;
    }
}
