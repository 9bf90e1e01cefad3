using System.Text.Json;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Samples;
using MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Samples;
using MlOpsDashboard.Workers.Tests.Import;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Tasks.ObjectDetection;

/// <summary>The sample of boxes.</summary>
public sealed class EmojiScenesTests
{
    private const string Name = "emoji-scenes";

    private static readonly SampleCatalog Catalog = new();

    [Fact]
    public async Task Sample_IsListed_Written_Imported_AndWhatItPromises()
    {
        var listed = Assert.Single(Catalog.List(), sample => sample.Name == Name);
        Assert.Equal((ObjectDetectionCard.BoxesKind, 500, 8), (listed.Kind, listed.Pictures, listed.Classes));
        using var bench = new ImportBench();
        Assert.Equal(
            500,
            new SampleWriter(Catalog, TimeProvider.System).Write(SampleCatalog.Get(Name), bench["sample"], _ => { }, TestContext.Current.CancellationToken)
        );
        var import = await BoxImport.OfAsync(bench, bench["sample"]);
        Assert.Equal(0, import.Report.RefusedCount);
        Assert.Empty(import.Kinds);
        Assert.Equal(new PartCounts(400, 0, 100), import.Report.Parts);
        Assert.All(import.Report.Histograms!.Single(histogram => histogram.Name == BoxesKind.Classes).Bars, bar => Assert.InRange(bar.Count, 100, 400));
        var pictures = import.Paths.Select(import.Objects).ToList();
        Assert.All(pictures, picture => Assert.InRange(picture.Objects.Count, 1, 6));
        Assert.Equal(6, pictures.DistinctBy(picture => picture.Objects.Count).Count());
        var boxes = pictures.SelectMany(picture => picture.Objects).Select(found => found.Box).ToList();
        Assert.All(boxes, box => Assert.InRange(Math.Max(box.Width, box.Height), 15, 129));
        Assert.True(boxes.Count(box => Math.Max(box.Width, box.Height) < 32) > 100);
        var overlaps = pictures
            .SelectMany(picture => picture.Objects.SelectMany((one, i) => picture.Objects.Skip(i + 1).Select(other => Overlap(one.Box, other.Box))))
            .ToList();
        Assert.All(overlaps, overlap => Assert.InRange(overlap, 0, 0.3));
        Assert.True(overlaps.Count(overlap => overlap > 0.05) > 50);
    }

    [Fact]
    public void AnEmoji_IsOfOneKind_AndEitherOfTrainingOrOfTheTest()
    {
        var sample = SampleCatalog.Get(Name);
        var icons = Catalog.Icons(sample);
        var (training, test) = (SceneGlyphs.Of(icons, sample, isTest: false), SceneGlyphs.Of(icons, sample, isTest: true));
        Assert.All(training, kind => Assert.InRange(kind.Count, 12, 100));
        Assert.All(test, kind => Assert.InRange(kind.Count, 4, 30));
        var all = training.Concat(test).SelectMany(kind => kind).ToList();
        Assert.Equal(all.Count, all.Distinct(StringComparer.Ordinal).Count());
        // Nor are any drawn alike.
        var drawings = icons.Svg(all, 64).Values.ToList();
        Assert.Equal(drawings.Count, drawings.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void AScene_FollowsFromItsSeed_AndIsTrainedOnWhereItLies()
    {
        var sample = SampleCatalog.Get(Name);
        var icons = Catalog.Icons(sample);
        string[][] kinds = [.. SceneGlyphs.Of(icons, sample, isTest: false).Select(kind => icons.Svg(kind.Take(2), SceneGlyph.Size).Values.ToArray())];
        var (one, again, other) = (Scene.Draw(kinds, 5), Scene.Draw(kinds, 5), Scene.Draw(kinds, 6));
        Assert.Equal(one.Picture, again.Picture);
        Assert.Equal(one.Objects, again.Objects);
        Assert.NotEqual(one.Picture, other.Picture);

        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["pictures"]);
        File.WriteAllBytes(folder["pictures/a.jpg"], one.Picture);
        var coco = JsonSerializer.Serialize(
            new
            {
                images = new[] { new { id = 1, file_name = "a.jpg" } },
                categories = new[] { new { id = 1, name = "x" } },
                annotations = one.Objects.Select(
                    (found, i) =>
                        new
                        {
                            id = i,
                            image_id = 1,
                            category_id = 1,
                            bbox = new[] { found.Box.X1, found.Box.Y1, found.Box.Width, found.Box.Height },
                        }
                ),
            }
        );
        File.WriteAllText(folder["x.json"], coco);
        var files = DataSource.Open(folder["x.json"]);
        Assert.Equal((ObjectDetectionCard.BoxesKind, 1), (files.Kind, files.Files.Count));
        Assert.Equal(one.Objects.Count, ObjectRow.Read(files.Targets[0], 1).Objects.Count);
        Assert.Equal(folder["pictures/a.jpg"], files.FullPath(0));
        Directory.CreateDirectory(folder["elsewhere"]);
        File.Move(folder["x.json"], folder["elsewhere/x.json"]);
        Assert.Equal(files.Targets[0], DataSource.Open(folder["elsewhere/x.json"], images: "../pictures").Targets[0]);
    }

    private static double Overlap(ObjectBox one, ObjectBox other)
    {
        var shared =
            Math.Max(0, Math.Min(one.X2, other.X2) - Math.Max(one.X1, other.X1)) * Math.Max(0, Math.Min(one.Y2, other.Y2) - Math.Max(one.Y1, other.Y1));
        return shared / (one.Area + other.Area - shared);
    }
}
