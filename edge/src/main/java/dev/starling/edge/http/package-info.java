/**
 * HTTP/1.1 on the wire, before Armeria: rules that it leaves open, and answers that need not pass through it. Open
 * {@link dev.starling.edge.http.Http1Rules} first, then {@link dev.starling.edge.http.KeptAnswers}.
 */
@NullMarked
package dev.starling.edge.http;

import org.jspecify.annotations.NullMarked;
