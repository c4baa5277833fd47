/** Netflix's VMAF models, read from their JSON files. Open {@link dev.starling.farm.vmaf.VmafModelFile}. */
@NullMarked
package dev.starling.farm.vmaf;

import org.jspecify.annotations.NullMarked;
