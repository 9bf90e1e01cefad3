using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Inputs;

namespace MlOpsDashboard.Dashboard.Components.Pages.NewRun;

/// <summary>What the New run form knows of the chosen dataset version.</summary>
/// <param name="Pictures">Of the version, with those of the test.</param>
/// <param name="TypicalSide">Pixels of the longer side of the middle picture; null where sizes are not known.</param>
public sealed record DraftDataset(
    DatasetId Id,
    DatasetVersionId Version,
    string Name,
    int Number,
    int Pictures,
    IReadOnlyList<ClassCount> Classes,
    int? TypicalSide
)
{
    /// <summary>One of <see cref="DatasetKinds"/>; the tasks that fit are <see cref="DatasetKinds.TasksFor"/>.</summary>
    public string Kind { get; init; } = DatasetKinds.Class;

    /// <summary>What its examples are, as <see cref="InputCards"/> names it.</summary>
    public string Input { get; init; } = InputCards.Pictures;

    /// <summary>Null where no picture's part is decided.</summary>
    public PartCounts? Parts { get; init; }

    /// <summary>Of the middle text, about; null for pictures.</summary>
    public int? Tokens { get; init; }

    /// <summary>Pictures of at most this size gain nothing from being enlarged to 224 px.</summary>
    private const int SmallPicture = 160;

    /// <summary>How a spec names this version.</summary>
    public string Path => new DatasetPath(Name, Number).ToString();

    /// <summary>Height and width to train at when nobody chose one: 128 px for small pictures, else what the backbone was made for.</summary>
    public int ImageSizeFor(int backboneInputSize) => TypicalSide is { } side && side <= SmallPicture ? 128 : backboneInputSize;

    public static DraftDataset From(DatasetDetails details) =>
        new(details.Id, details.Version.Id, details.Name, details.Version.Number, details.Version.Pictures, details.Classes, MiddleSide(details.Sizes))
        {
            Kind = details.Kind,
            Input = details.Input,
            Parts = details.Report.Parts,
            Tokens = details.Report.Texts?.Tokens.Middle,
        };

    /// <summary>The longer side of the middle picture (weighted median).</summary>
    public static int? MiddleSide(IReadOnlyList<PictureSize> sizes)
    {
        var total = sizes.Sum(s => (long)s.Count);
        if (total == 0)
            return null;
        long seen = 0;
        foreach (var size in sizes.OrderBy(s => Math.Max(s.Width, s.Height)))
        {
            seen += size.Count;
            if (seen * 2 >= total)
                return Math.Max(size.Width, size.Height);
        }
        return null;
    }
}
