/**
 * mod_jk's own files: workers.properties and uriworkermap.properties, as mod_jk 1.2 reads them, and what becomes of them: workers, load
 * balancers, rules from URIs to workers. Text in, records out.
 */
@NullMarked
package dev.holdfast.modjk;

import org.jspecify.annotations.NullMarked;
