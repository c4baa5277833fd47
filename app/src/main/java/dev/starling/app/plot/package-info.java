/** Plots of a few curves, as SVG, HTML and text. Open {@link dev.starling.app.plot.Plot} first. */
@NullMarked
package dev.starling.app.plot;

import org.jspecify.annotations.NullMarked;
