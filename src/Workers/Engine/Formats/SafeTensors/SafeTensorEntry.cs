namespace MlOpsDashboard.Workers.Engine.Formats.SafeTensors;

/// <summary>A tensor that a header announces.</summary>
/// <param name="Begin">First byte, counted from the end of the header.</param>
/// <param name="End">The byte behind the last.</param>
internal sealed record SafeTensorEntry(string Name, SafeTensorType Type, long[] Shape, long Begin, long End);
