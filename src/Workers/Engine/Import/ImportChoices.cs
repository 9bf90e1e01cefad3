using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Text;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>How an import reads what can be read in two ways.</summary>
public sealed record ImportChoices
{
    /// <summary>Whether folders named train, val and test are parts; else they are classes.</summary>
    public bool ReadParts { get; init; } = true;

    /// <summary>How names are read that an archive does not declare; null guesses.</summary>
    public CodePage? Names { get; init; }

    /// <summary>Whether classes or labels that differ only in writing (<see cref="AlikeLabels"/>) become one.</summary>
    public bool MergeLabels { get; init; }

    /// <summary>Whether classes become labels, so that a picture in several class folders is there once with each of them.</summary>
    public bool SeveralLabels { get; init; }

    /// <summary>The kind of dataset that pictures become of which neither a table nor annotation files speak, all with nothing said of them
    /// (<see cref="ITargetKind"/>); null reads their folders as classes.</summary>
    public string? Kind { get; init; }

    /// <summary>The file of a manifest in the same store to whose pictures the new ones are added; null for none.</summary>
    public string? AddTo { get; init; }

    /// <summary>How a table of texts is read; null guesses.</summary>
    public TableChoices? Table { get; init; }

    /// <summary>Whether pictures are turned as their EXIF orientation says; else they are left as they are stored.</summary>
    public bool TurnPictures { get; init; } = true;
}
