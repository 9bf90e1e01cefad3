namespace MlOpsDashboard.Core.Datasets;

/// <param name="From">The shortest.</param>
/// <param name="To">The longest.</param>
public sealed record LengthBin(int From, int To, int Count);
