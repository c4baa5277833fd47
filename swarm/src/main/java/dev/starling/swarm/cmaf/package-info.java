/**
 * CMAF (ISO/IEC 23000-19) in the ISO base media file format (ISO/IEC 14496-12): initialisation segments and chunk
 * headers, without sample data. Open {@link dev.starling.swarm.cmaf.InitSegment} and
 * {@link dev.starling.swarm.cmaf.ChunkHeader} first. Pure functions that return bytes.
 */
@NullMarked
package dev.starling.swarm.cmaf;

import org.jspecify.annotations.NullMarked;
