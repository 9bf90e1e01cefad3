namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>By what a run knows its examples again.</summary>
/// <param name="Name">Unlike any other's.</param>
/// <param name="Target">As stored; of a class its number alone.</param>
/// <param name="Bytes">Of its file; -1 where it is missing.</param>
/// <param name="Sha256">Of its content where that is known; else null.</param>
/// <param name="Turn">The EXIF orientation by which it is turned; null for none.</param>
public sealed record ExampleIdentity(string Name, IReadOnlyList<double> Target, long Bytes, string? Sha256, int? Turn);
