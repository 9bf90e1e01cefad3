namespace MlOpsDashboard.Core.Inputs;

/// <summary>A file that a Python script loads from beside it.</summary>
/// <param name="Remedy">Sentences: what it is, and how to come by it.</param>
public sealed record PythonFile(string Name, string Remedy);
