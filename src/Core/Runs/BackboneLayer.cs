using System.Text.Json.Nodes;
using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

public sealed record BackboneLayer(int Index, string Name, string Class, long Parameters)
{
    /// <summary>Batch first, null where open; null where it is not known.</summary>
    public IReadOnlyList<long?>? OutputShape { get; init; }
}
