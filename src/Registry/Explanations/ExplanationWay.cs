using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Explanations;
using MlOpsDashboard.Core.Models;

namespace MlOpsDashboard.Registry.Explanations;

/// <summary>The way from one version to another.</summary>
/// <param name="Seeds">As many as may be asked for, in their order.</param>
/// <param name="Known">By step and seed: a run that is done.</param>
internal sealed record ExplanationWay(
    StoredModelVersion Before,
    StoredModelVersion After,
    IReadOnlyList<ExplanationStep> Steps,
    IReadOnlyList<int> Seeds,
    IReadOnlyDictionary<(int Step, int Seed), RunId> Known
);
