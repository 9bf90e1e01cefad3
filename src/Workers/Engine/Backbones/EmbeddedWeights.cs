namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>Weights that come with the program.</summary>
/// <param name="FileName">In a folder of <c>Backbones</c> beside the assembly.</param>
public sealed record EmbeddedWeights(string FileName, string Sha256)
{
    /// <summary><c>Assets</c>, which lie in the repository, or <c>Packages</c>, which the build restores.</summary>
    public string Folder { get; init; } = "Assets";

    /// <summary>Of an ONNX file: what the names of the network's convolutions and normalisations begin with, in the file's order; null for a file of
    /// Keras.</summary>
    internal IReadOnlyList<string>? Convolutions { get; init; }

    public string Path => System.IO.Path.Combine(AppContext.BaseDirectory, "Backbones", Folder, FileName);
}
