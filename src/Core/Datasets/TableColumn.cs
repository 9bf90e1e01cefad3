namespace MlOpsDashboard.Core.Datasets;

/// <param name="Name">As the header has it; without one, or where its cell is empty, <c>column 3</c>.</param>
/// <param name="Role">One of <see cref="ColumnRoles"/>: how it is read now.</param>
public sealed record TableColumn(string Name, string Role);
