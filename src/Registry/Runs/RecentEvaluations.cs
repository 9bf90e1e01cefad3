using MlOpsDashboard.Core.Evaluation;

namespace MlOpsDashboard.Registry.Runs;

/// <summary>Evaluations that were read lately, with their rows and reports: pages ask for the same ones again and again, and a report needs every row. The
/// oldest goes when all together grow too large.</summary>
/// <param name="most">Bytes that all of them may take, about; one that takes more alone is not kept.</param>
public sealed class RecentEvaluations(long most)
{
    private readonly RecentlyUsed<Key, StoredEvaluation> recent = new(most, Size);

    /// <summary>What an evaluation follows from: the artifact of its rows, its task, and what they are decoded with.</summary>
    public sealed record Key(string Sha256, string Task, string? Decoding);

    /// <summary>Null where it is not kept.</summary>
    public StoredEvaluation? Find(Key key) => recent.Find(key);

    public void Keep(Key key, StoredEvaluation evaluation) => recent.Keep(key, evaluation);

    // Each number stands in the rows, and once more in its report.
    private static long Size(StoredEvaluation evaluation) =>
        evaluation.Predictions?.Rows.Sum(row => 300L + (2 * row.Name.Length) + (8L * row.Target.Count) + (20L * row.Output.Count)) ?? 0;
}
