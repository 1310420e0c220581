/**
 * httpd's configuration language: lines, words, {@code ${variables}}, sections, conditions, Include, macros, wildcards and regular expressions, as
 * httpd 2.4's {@code server/config.c}, {@code server/core.c} and {@code mod_macro}, and PCRE2, read them. Text in, a tree of directives out; what the
 * directives mean is none of its business.
 */
@NullMarked
package dev.holdfast.httpd.syntax;

import org.jspecify.annotations.NullMarked;
