namespace MlOpsDashboard.Core.Tasks;

/// <summary>The first line of a <see cref="PredictionsFile"/>.</summary>
/// <param name="Rows">How many rows follow.</param>
/// <param name="IsFloat32">Whether every output is a float32's value, written as short as one.</param>
internal sealed record PredictionsHeader(IReadOnlyList<string> Names, int Rows, double? Loss, int? Epoch, int? ModelFold, bool IsFloat32);
