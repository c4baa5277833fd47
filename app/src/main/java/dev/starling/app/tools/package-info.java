/**
 * The commands that work on single video files: {@code quality} compares two, {@code h264} inspects and edits byte
 * streams. Open {@link dev.starling.app.tools.QualityCommand} or {@link dev.starling.app.tools.H264Command} first.
 */
@NullMarked
package dev.starling.app.tools;

import org.jspecify.annotations.NullMarked;
