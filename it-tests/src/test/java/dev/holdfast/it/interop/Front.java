package dev.holdfast.it.interop;

/** The fronts. */
enum Front {
    GATEWAY_NATIVE("our gateway, native"),
    GATEWAY_MOD_JK("our gateway, mod_jk"),
    GATEWAY_MOD_PROXY("our gateway, mod_proxy"),
    MOD_PROXY_AJP("httpd mod_proxy_ajp"),
    MOD_JK("httpd mod_jk"),
    UNDERTOW("Undertow ProxyHandler");

    private final String title;

    /** @param title what docs/interoperability.md calls it */
    Front(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    boolean isHttpd() {
        return this == MOD_PROXY_AJP || this == MOD_JK;
    }
}
