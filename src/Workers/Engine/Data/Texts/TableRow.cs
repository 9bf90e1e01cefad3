namespace MlOpsDashboard.Workers.Engine.Data.Texts;

/// <summary>A row of a table of texts.</summary>
/// <param name="Line">The line of the file on which it begins, from 1.</param>
/// <param name="Cells">Empty where there is a fault.</param>
/// <param name="Fault">Why it can't be read, one of <see cref="RowFaults"/>; null where it can.</param>
internal sealed record TableRow(int Line, IReadOnlyList<string> Cells, string? Fault = null);
