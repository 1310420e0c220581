/**
 * Apache httpd's configuration as far as it concerns proxied requests: the process model, the timeouts, virtual hosts, mod_proxy's workers,
 * balancers and mounts, and mod_jk's. {@link dev.holdfast.httpd.HttpdConfigurationReader} makes one immutable
 * {@link dev.holdfast.httpd.HttpdConfiguration} of all files, in which every value has its file and line, and every directive that
 * became nothing is a remark. Semantics and defaults are those of httpd 2.4 and mod_jk 1.2, read in their sources.
 */
@NullMarked
package dev.holdfast.httpd;

import org.jspecify.annotations.NullMarked;
