using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Jobs.Children;

/// <summary>How a child is called where it is shown.</summary>
/// <param name="What">For people: "Run 12", "Import of pets".</param>
public sealed record ChildWords(Refusal What, RunId? Run = null, int? RunNumber = null);
