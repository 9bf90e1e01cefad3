using MlOpsDashboard.Workers.Engine.Tasks;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>Which examples are alike for a stratified split.</summary>
/// <param name="Of">A stratum's number for each example.</param>
/// <param name="Names">What to call one that is too small to be split; null where small ones are dealt out as they come.</param>
public sealed record Strata(IReadOnlyList<int> Of, IReadOnlyList<string>? Names)
{
    /// <param name="stored">What is stored of each example, as the task takes it.</param>
    /// <param name="targets">Names of classes, labels or numbers.</param>
    public static Strata For(ITask task, IReadOnlyList<IReadOnlyList<double>> stored, IReadOnlyList<string> targets)
    {
        var of = task.Strata(stored, targets, out var names);
        return new Strata(of, names);
    }
}
