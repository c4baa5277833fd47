/**
 * What tests of several modules need. Open {@link dev.starling.testkit.Ffmpeg}: the independent encoder and decoder.
 */
@NullMarked
package dev.starling.testkit;

import org.jspecify.annotations.NullMarked;
