using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Models;

public sealed record ActivityLine(DateTimeOffset Time, string Actor, string Action, string Sentence, string? Reason)
{
    /// <summary>The person a program acted for, or null.</summary>
    public string? OnBehalfOf { get; init; }
}
