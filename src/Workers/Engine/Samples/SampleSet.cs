using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Workers.Engine.Samples;

/// <summary>A sample data set: which icons of which set become pictures.</summary>
/// <param name="Name">What <c>mlops samples NAME</c> takes, such as <c>emoji-twemoji</c>.</param>
/// <param name="IconSet">Folder of the icon set below the samples folder: <c>twemoji</c> or <c>noto</c>.</param>
/// <param name="Classes">Only these categories, or null for all of the icon set but <c>Flags</c> and <c>Component</c>.</param>
/// <param name="PerClass">Most pictures a class, the first in the order of <c>metadata.json</c>.</param>
/// <param name="Attribution">Who drew the pictures, under which licence, and what was changed.</param>
public sealed record SampleSet(string Name, string Title, string Description, string IconSet, IReadOnlyList<string>? Classes, int PerClass, string Attribution)
{
    /// <summary>Height and width of every picture in pixels.</summary>
    public const int PictureSize = 128;

    /// <summary>What is said of each picture; null for its category as its class.</summary>
    internal SampleTargets? Targets { get; init; }

    /// <summary>What composes the pictures; null where each is one icon.</summary>
    internal IDrawnSample? Drawn { get; init; }

    /// <summary>Whether it is a table of texts.</summary>
    public bool IsOfTexts => Texts is not null;

    /// <summary>The names that a sample of texts consists of; null of pictures.</summary>
    internal EmojiNames? Texts { get; init; }

    /// <summary>One of <see cref="DatasetKinds"/>. Classes are folders; labels and numbers stand in a table beside the folder <c>pictures</c>.</summary>
    public string Kind => Drawn?.Kind ?? Targets?.Kind ?? DatasetKinds.Class;
}
