package dev.holdfast.httpd;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Values;
import dev.holdfast.httpd.syntax.Node;
import java.util.List;

/** The directive Listen: {@code 80}, {@code 10.0.0.1:80}, {@code [::1]:80 http}. */
final class ListenParser {
    private ListenParser() {}

    static Listen parse(Node.Directive directive) {
        List<String> words = Arguments.words(directive, 1, 2);
        String text = words.get(0);
        int colon = text.lastIndexOf(':');
        String address = colon < 0 ? "" : text.substring(0, colon);
        String digits = text.substring(colon + 1);
        boolean bracketed = address.startsWith("[") && address.endsWith("]");
        boolean legal = digits.matches("\\d{1,5}")
                && Integer.parseInt(digits) >= 1
                && Integer.parseInt(digits) <= 65535
                && colon != 0;
        if (!legal) {
            throw new ConfigurationException(
                    directive.origin(),
                    "Listen must be a port, address:port or [address]:port with a port from 1 to 65535: \""
                            + Values.printable(text) + "\"");
        }
        int port = Integer.parseInt(digits);
        String bare = bracketed ? address.substring(1, address.length() - 1) : address.equals("*") ? "" : address;
        String protocol = words.size() > 1 ? Values.lower(words.get(1)) : port == 443 ? "https" : "http";
        return new Listen(bare, port, protocol, directive.origin());
    }
}
