using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Core.Workers;

/// <param name="WorstMistake">SHA-256 of the picture of the last finished run's worst mistake, or null.</param>
/// <param name="IsFirstStart">No dataset and no run yet.</param>
public sealed record HomeView(
    IReadOnlyList<RunRow> Running,
    RunRow? LastFinished,
    string? LastHeadline,
    string? WorstMistake,
    string? WorstMistakeSentence,
    IReadOnlyList<RunRow> Recent,
    IReadOnlyList<ModelSummary> Models,
    string WorkerSentence,
    int Datasets,
    int Runs,
    bool IsFirstStart
);
