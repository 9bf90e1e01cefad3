using MlOpsDashboard.Core.Evaluation;

namespace MlOpsDashboard.Core.Reviews;

/// <summary>How both versions did on the examples that have a name.</summary>
/// <param name="Name">A class, a label, or a class of objects.</param>
/// <param name="Before">The incumbent's mean score.</param>
/// <param name="After">The candidate's.</param>
/// <param name="Interval">95 % of the difference.</param>
public sealed record ClassChange(string Name, int Rows, double Before, double After, Interval Interval)
{
    public double Difference => After - Before;
}
