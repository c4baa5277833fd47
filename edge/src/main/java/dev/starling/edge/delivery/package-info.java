/**
 * Delivery of clips: gathers mapped access units into CMAF chunks as a blend plan says, with down-moves while the clip
 * is in flight. Open {@link dev.starling.edge.delivery.ClipDelivery} first.
 */
@NullMarked
package dev.starling.edge.delivery;

import org.jspecify.annotations.NullMarked;
