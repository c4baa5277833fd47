/**
 * CMAF (ISO/IEC 23000-19) in the ISO base media file format (ISO/IEC 14496-12): initialisation segments and the headers
 * of chunks whose sample data stays where it is. Open {@link dev.starling.swarm.cmaf.InitSegment} and
 * {@link dev.starling.swarm.cmaf.ChunkHeader} first. Pure functions to bytes; nothing is read or sent here.
 */
@NullMarked
package dev.starling.swarm.cmaf;

import org.jspecify.annotations.NullMarked;
