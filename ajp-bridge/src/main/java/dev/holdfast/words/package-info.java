/**
 * The gateway's vocabulary: the keys {@code front.*}, {@code pool.*}, {@code back.*} and {@code balancer.*}, in httpd's and mod_jk's own words, and
 * what they make of the settings of front models, pools and balancers. The live gateway reads it from its configuration, the simulator from
 * its scenarios.
 */
@NullMarked
package dev.holdfast.words;

import org.jspecify.annotations.NullMarked;
