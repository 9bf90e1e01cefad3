using MlOpsDashboard.Workers.Jobs.Children;

namespace MlOpsDashboard.Workers.Jobs.Working;

/// <summary>An attempt to be started.</summary>
/// <param name="Words">For people.</param>
/// <param name="Arguments">Of <c>mlops</c>.</param>
public sealed record WorkStart(ChildWords Words, IReadOnlyList<string> Arguments)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
    public WorkLimits Limits { get; init; } = new();
}
