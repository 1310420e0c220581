package dev.holdfast.server.cli;

import java.util.regex.Pattern;

/**
 * The environment variables by which Kubernetes tells every container of every service: of one named {@code holdfast-admin} those that begin with
 * {@code HOLDFAST_ADMIN_}, {@code HOLDFAST_ADMIN_PORT=tcp://10.0.0.1:80} among them. No setting has a value or a name of that shape.
 */
final class ServiceVariables {
    private static final Pattern NAME =
            Pattern.compile(".*_SERVICE_(HOST|PORT(_.*)?)|.*_PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?");
    private static final Pattern URL = Pattern.compile("(tcp|udp|sctp)://.*");

    private ServiceVariables() {}

    /** Returns whether the variable is one of them. */
    static boolean isOne(String name, String value) {
        return NAME.matcher(name).matches()
                || (name.endsWith("_PORT") && URL.matcher(value).matches());
    }
}
