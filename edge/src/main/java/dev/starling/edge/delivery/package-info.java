/**
 * Delivery of clips: a blend plan carried out by gathering mapped access units into CMAF chunks, with down-moves while
 * the clip is in flight. Open {@link dev.starling.edge.delivery.ClipDelivery} first.
 */
@NullMarked
package dev.starling.edge.delivery;

import org.jspecify.annotations.NullMarked;
