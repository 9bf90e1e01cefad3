using MlOpsDashboard.Core;

namespace MlOpsDashboard.Registry.Explanations;

/// <summary>The run that stands for a step of an explanation with a seed.</summary>
public sealed class ExplanationRunRow
{
    public ExplanationId ExplanationId { get; set; }
    public int Step { get; set; }
    public int Seed { get; set; }
    public RunId RunId { get; set; }
}
