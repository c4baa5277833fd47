/** The access log. Open {@link dev.starling.edge.access.AccessLog} first. */
@NullMarked
package dev.starling.edge.access;

import org.jspecify.annotations.NullMarked;
