using MlOpsDashboard.Core;

namespace MlOpsDashboard.Registry.Explanations;

/// <summary>Why two versions differ: what is trained for it. The numbers are those of its runs.</summary>
public sealed class ExplanationRow
{
    public ExplanationId Id { get; set; }
    public ProjectId ProjectId { get; set; }
    public ModelId ModelId { get; set; }
    public ModelVersionId Before { get; set; }
    public ModelVersionId After { get; set; }

    /// <summary><see cref="StoredStep"/>s as JSON, the first of the version before.</summary>
    public string StepsJson { get; set; } = "";
    public IReadOnlyList<int> Seeds { get; set; } = [];
    public string CreatedBy { get; set; } = "";
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When somebody stopped it; null where nobody did, or it goes on.</summary>
    public DateTimeOffset? StoppedAt { get; set; }
}
