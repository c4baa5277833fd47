package dev.starling.app.report;

/** The result of an experiment that a report can show. */
sealed interface Experiment permits EvaluationResult, LearningResult, EvolutionResult, PlayersResult {
    /**
     * Appends the result to a page: a section.
     *
     * @throws IllegalArgumentException if something is missing in it; the message is one line
     */
    void addTo(ReportPage page);
}
