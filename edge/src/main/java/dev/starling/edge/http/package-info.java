/** Rules of HTTP/1.1 on the wire that Armeria leaves open. Open {@link dev.starling.edge.http.Http1Rules} first. */
@NullMarked
package dev.starling.edge.http;

import org.jspecify.annotations.NullMarked;
