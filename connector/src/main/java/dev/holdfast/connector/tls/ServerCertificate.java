package dev.holdfast.connector.tls;

import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * A private key and what proves whose it is.
 *
 * @param alias unique among all key stores
 * @param names the DNS names it is for, in lower case, some with {@code *} as their first label
 */
record ServerCertificate(String alias, PrivateKey key, List<X509Certificate> chain, Set<String> names) {
    private static final Integer DNS_NAME = 2;

    static ServerCertificate of(String alias, PrivateKey key, List<X509Certificate> chain)
            throws CertificateParsingException {
        Set<String> names = new LinkedHashSet<>();
        Collection<List<?>> alternatives = chain.get(0).getSubjectAlternativeNames();
        if (alternatives != null) {
            for (List<?> alternative : alternatives) {
                if (Objects.equals(alternative.get(0), DNS_NAME)) {
                    names.add(alternative.get(1).toString().toLowerCase(Locale.ROOT));
                }
            }
        }
        return new ServerCertificate(alias, key, chain, names);
    }

    boolean isFor(String serverName) {
        return names.contains(serverName);
    }

    /** A wildcard stands for the whole of the leftmost label and no more (RFC 6125 section 6.4.3). */
    boolean hasWildcardFor(String serverName) {
        int dot = serverName.indexOf('.');
        return dot > 0 && names.contains("*" + serverName.substring(dot));
    }
}
