/**
 * Encodes clips with libx264, libx265 and SVT-AV1, and decodes them again for measurement. Open in this order:
 * {@link dev.starling.media.encoding.PictureTypeDecider} (picture types of a clip),
 * {@link dev.starling.media.encoding.ClipEncoder} (a member; {@link dev.starling.media.encoding.EncodingSettings} and
 * {@link dev.starling.media.encoding.StreamFormat} are its input), {@link dev.starling.media.encoding.MemberDecoder}
 * (back to pictures). {@link dev.starling.media.encoding.GopEncoder} makes HEVC and AV1,
 * {@link dev.starling.media.encoding.StockEncoder} H.264 without blending, for comparison.
 *
 * <p>The encoders are static functions: they open a native encoder, run it on the calling thread and close it. All
 * other public types are values.
 */
@NullMarked
package dev.starling.media.encoding;

import org.jspecify.annotations.NullMarked;
