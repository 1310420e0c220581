package dev.holdfast.server.deploy;

import java.util.ArrayList;
import java.util.List;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.metadata.web.spec.EmptyRoleSemanticType;
import org.jboss.metadata.web.spec.HttpConstraintMetaData;
import org.jboss.metadata.web.spec.HttpMethodConstraintMetaData;
import org.jboss.metadata.web.spec.ServletSecurityMetaData;
import org.jboss.metadata.web.spec.TransportGuaranteeType;
import org.jspecify.annotations.Nullable;

/** {@code @ServletSecurity} as metadata (Servlet specification 13.4.1). */
final class SecurityAnnotations {
    private SecurityAnnotations() {}

    static ServletSecurityMetaData servletSecurity(AnnotationInstance annotation) {
        ServletSecurityMetaData security = new ServletSecurityMetaData();
        AnnotationValue constraint = annotation.value();
        constrain(security, constraint == null ? null : constraint.asNested(), "value");
        AnnotationValue methods = annotation.value("httpMethodConstraints");
        if (methods != null) {
            List<HttpMethodConstraintMetaData> constraints = new ArrayList<>();
            for (AnnotationInstance method : methods.asNestedArray()) {
                HttpMethodConstraintMetaData of = new HttpMethodConstraintMetaData();
                of.setMethod(method.value().asString());
                constrain(of, method, "emptyRoleSemantic");
                constraints.add(of);
            }
            security.setHttpMethodConstraints(constraints);
        }
        return security;
    }

    /** Sets all three members, because the merger copies them without asking whether they are there. */
    private static void constrain(
            HttpConstraintMetaData target, @Nullable AnnotationInstance from, String semanticMember) {
        AnnotationValue semantic = from == null ? null : from.value(semanticMember);
        target.setEmptyRoleSemantic(
                semantic == null ? EmptyRoleSemanticType.PERMIT : EmptyRoleSemanticType.valueOf(semantic.asEnum()));
        AnnotationValue transport = from == null ? null : from.value("transportGuarantee");
        target.setTransportGuarantee(
                transport == null ? TransportGuaranteeType.NONE : TransportGuaranteeType.valueOf(transport.asEnum()));
        target.setRolesAllowed(from == null ? List.of() : AnnotationReader.strings(from, "rolesAllowed"));
    }
}
