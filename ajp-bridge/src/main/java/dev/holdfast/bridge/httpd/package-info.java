/**
 * The gateway that httpd's own files describe: which requests go to which back ends, with which path, and what becomes of the answers; and
 * what of the files does not come about here.
 *
 * <p>{@link dev.holdfast.bridge.httpd.Site} is data, made of a {@link dev.holdfast.httpd.HttpdConfiguration};
 * {@link dev.holdfast.bridge.httpd.SiteHandler} is that data at work.
 */
@NullMarked
package dev.holdfast.bridge.httpd;

import org.jspecify.annotations.NullMarked;
