/**
 * The commands that make, show and serve titles: {@code encode}, {@code inspect}, {@code serve}, and {@code demo},
 * which does all of it. Open {@link dev.starling.app.title.DemoCommand} first.
 */
@NullMarked
package dev.starling.app.title;

import org.jspecify.annotations.NullMarked;
