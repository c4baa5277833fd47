/** The packages that the edge serves. Open {@link dev.starling.edge.catalog.Catalog} first. */
@NullMarked
package dev.starling.edge.catalog;

import org.jspecify.annotations.NullMarked;
