namespace MlOpsDashboard.Core.Datasets;

/// <summary>Pictures of each decided part; what is in none is left to a run's split.</summary>
public sealed record PartCounts(int Training, int Validation, int Test)
{
    /// <summary>Pictures of which nothing is said yet.</summary>
    public int Unlabelled { get; init; }

    /// <summary>Null where no picture's part is decided.</summary>
    public static PartCounts? Of(IReadOnlyList<DatasetEntry> entries) =>
        entries.Any(e => e.Part is not null)
            ? new(
                entries.Count(e => e.Part == DatasetPart.Training),
                entries.Count(e => e.Part == DatasetPart.Validation),
                entries.Count(e => e.Part == DatasetPart.Test)
            )
            {
                Unlabelled = entries.Count(e => e.Part == DatasetPart.Unlabelled),
            }
            : null;
}
