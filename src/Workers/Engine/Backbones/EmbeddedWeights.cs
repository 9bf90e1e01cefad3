namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>Weights that come with the program.</summary>
/// <param name="FileName">In the folder <c>Backbones/Assets</c> beside the assembly.</param>
public sealed record EmbeddedWeights(string FileName, string Sha256);
