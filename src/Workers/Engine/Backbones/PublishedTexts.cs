namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>Where a network of texts is published.</summary>
/// <param name="Home">Below <see cref="Address"/>: "google-bert/bert-base-chinese" on Hugging Face, a folder of the bucket else.</param>
/// <param name="Files">The names that are fetched.</param>
/// <param name="IsOnHuggingFace">Else in TensorFlow Hub's bucket.</param>
public sealed record PublishedTexts(string Home, IReadOnlyList<string> Files, bool IsOnHuggingFace = true)
{
    public const string HuggingFaceAddress = "https://huggingface.co/";

    /// <summary>What <see cref="Home"/> is appended to.</summary>
    public string Address => IsOnHuggingFace ? HuggingFaceAddress : WeightStore.PublishedAddress;

    /// <summary>A file's path below the address.</summary>
    public string Path(string file) => IsOnHuggingFace ? $"{Home}/resolve/main/{file}" : $"{Home}/{file}";
}
