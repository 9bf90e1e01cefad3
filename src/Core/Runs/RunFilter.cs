namespace MlOpsDashboard.Core.Runs;

public sealed record RunFilter
{
    /// <summary>Words that must occur in number, name, backbone, strategy, dataset, notes or tags.</summary>
    public string? Search { get; init; }
    public IReadOnlyList<RunStatus> Statuses { get; init; } = [];
    public string? Backbone { get; init; }
    public string? Strategy { get; init; }
    public DatasetId? Dataset { get; init; }
    public string? Tag { get; init; }
    public bool IncludeArchived { get; init; }

    /// <summary><c>number</c>, <c>name</c>, <c>status</c>, <c>backbone</c>, <c>strategy</c>, <c>dataset</c>, <c>created</c>, <c>duration</c>, or the name of a
    /// metric (<c>val_accuracy</c>): its value at the best epoch, runs without one last.</summary>
    public string Sort { get; init; } = "number";
    public bool Descending { get; init; } = true;
    public int Skip { get; init; }
    public int Take { get; init; } = 50;
}
