/**
 * Reports of packages and experiments as one HTML file. Open {@link dev.starling.app.report.ReportCommand} first, then
 * {@code PackageReport} and {@code Experiment}.
 */
@NullMarked
package dev.starling.app.report;

import org.jspecify.annotations.NullMarked;
