using System.Text.Json.Nodes;

namespace MlOpsDashboard.Core.Tasks;

/// <summary>How good predictions are: made of them alone, without model or pictures.</summary>
public interface IReport
{
    /// <summary>The report as <c>evaluation.json</c> has it, without the rows; at most 1 MB whatever the number of rows. Undefined values are null, never
    /// 0.</summary>
    JsonObject Summary { get; }

    /// <summary>The card's metrics over some of the rows, by name; null where one is not defined there.</summary>
    /// <param name="rows">Numbers of rows, each as often as it is to count (a bootstrap repeats some); null for all.</param>
    IReadOnlyDictionary<string, double?> Over(IReadOnlyList<int>? rows = null);

    /// <summary>How good one row is, larger is better; 0 or 1 where a row is right or wrong. Null where the task has no score of a row.</summary>
    double? Score(int row);

    /// <summary>One row as <c>predictions</c> of <c>evaluate --json</c> lists it: <c>file</c>, <c>actual</c>, <c>predicted</c> and what the task has beside
    /// them. Null where the task lists no rows.</summary>
    JsonObject? Row(int row) => null;

    /// <summary>One row in words, for lists of pictures. Null where the task has none.</summary>
    RowWords? Words(int row) => null;
}
