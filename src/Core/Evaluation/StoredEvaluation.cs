using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Core.Evaluation;

/// <summary>How a model did on the examples that it was judged on, whatever its task.</summary>
/// <param name="Task">Its card's name.</param>
/// <param name="Summary">The report's summary, as <c>evaluation.json</c> has it without the rows.</param>
/// <param name="Predictions">All rows; null where they are not there (<paramref name="Fault"/> says why).</param>
/// <param name="Decoding">What the predictions are read with; null for nothing.</param>
/// <param name="Fault">Why there is no report; null where there is one.</param>
public sealed record StoredEvaluation(string Task, JsonObject Summary, Predictions? Predictions, JsonObject? Decoding, Refusal? Fault = null)
{
    private readonly Lazy<IReport?> _report = new(() => Predictions is null ? null : TaskCards.Find(Task)?.Report(Predictions, Decoding));

    /// <summary>Path in the dataset, of at least the rows' pictures, to <see cref="Datasets.DatasetEntry.MediaKey"/>, for thumbnails; empty where the manifest
    /// is gone.</summary>
    public IReadOnlyDictionary<string, string> PictureOf { get; init; } = new Dictionary<string, string>();

    /// <summary>The dataset's version whose examples were judged, by whose paths rows are named; null where that is not known.</summary>
    public DatasetVersionId? Version { get; init; }

    /// <summary>The run whose best model it is of; null where that is not known.</summary>
    public RunId? Run { get; init; }

    /// <summary>What those examples are, as <see cref="Inputs.InputCards"/> names it.</summary>
    public string Input { get; init; } = Inputs.InputCards.Pictures;

    /// <summary>Made of the predictions when it is asked for; null where they or their task are not there.</summary>
    public IReport? Report => _report.Value;

    /// <summary>The same, or with <see cref="Fault"/> where the predictions are none of the task's.</summary>
    public static StoredEvaluation Of(string task, JsonObject summary, Predictions predictions, JsonObject? decoding)
    {
        var made = new StoredEvaluation(task, summary, predictions, decoding);
        if (TaskCards.Find(task) is null)
            return new(
                task,
                summary,
                null,
                decoding,
                new("evaluation.task", ("known", string.Join(", ", TaskCards.All.Select(card => card.Name))), ("received", task))
            );
        try
        {
            _ = made.Report;
            return made;
        }
        catch (RefusedException refused)
        {
            return new(task, summary, null, decoding, refused.Reason);
        }
    }
}
