using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>What a data source says of its examples.</summary>
/// <param name="Kind">One of <see cref="DatasetKinds"/>.</param>
/// <param name="Names">Of classes, labels or numbers, in their order.</param>
/// <param name="Rows">Numbers for each example: a class's number; a 1 or 0 a label; a number a name; or what only the task knows.</param>
public sealed record StoredTargets(string Kind, IReadOnlyList<string> Names, IReadOnlyList<IReadOnlyList<double>> Rows);
