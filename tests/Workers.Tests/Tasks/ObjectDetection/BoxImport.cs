using System.Text;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Workers.Tests.Import;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Tasks.ObjectDetection;

/// <summary>An import of boxes, and what came of it by the names of pictures and classes.</summary>
internal sealed class BoxImport
{
    private readonly ImportFinished finished;
    private readonly DatasetManifest manifest;

    private BoxImport(ImportFinished finished)
    {
        Assert.Null(finished.Refusal);
        (this.finished, manifest) = (finished, ImportBench.Manifest(finished));
        Assert.Equal(ObjectDetectionCard.BoxesKind, manifest.Kind);
    }

    public IReadOnlyList<string> Names => manifest.ClassNames;

    public IReadOnlyList<string> Paths => [.. manifest.Entries.Select(entry => entry.Path)];

    public DatasetManifest Manifest => manifest;

    public ImportReport Report => finished.Report;

    public static async Task<BoxImport> OfAsync(ImportBench bench, ZipForge zip) => new(await bench.ImportAsync(zip));

    public static async Task<BoxImport> OfAsync(ImportBench bench, string from) => new(await bench.ImportAsync(from));

    public PictureObjects Objects(string path) => ObjectRow.Read(manifest.Entries.Single(entry => entry.Path == path).Target!, Names.Count);

    public string? Part(string path) => manifest.Entries.Single(entry => entry.Path == path).Part;

    /// <summary>The boxes of a picture as “class x1 y1 x2 y2”.</summary>
    public IReadOnlyList<string> Boxes(string path) =>
        [
            .. Objects(path)
                .Objects.Select(found =>
                    FormattableString.Invariant(
                        $"{Names[found.Class]} {Math.Round(found.Box.X1, 6)} {Math.Round(found.Box.Y1, 6)} {Math.Round(found.Box.X2, 6)} {Math.Round(found.Box.Y2, 6)}"
                    )
                ),
        ];

    /// <summary>The sentence of a warning of annotation files; null where it is not said.</summary>
    public string? Said(string kind) => Report.Warnings.SingleOrDefault(warning => warning.Code == WarningCodes.OfAnnotations + kind)?.Sentence;

    /// <summary>Which kinds are said besides the choice of the format.</summary>
    public IReadOnlyList<string> Kinds =>
        [
            .. Report
                .Warnings.Select(warning => warning.Code)
                .Where(code => code.StartsWith(WarningCodes.OfAnnotations, StringComparison.Ordinal) && code != WarningCodes.Annotations)
                .Select(code => code[WarningCodes.OfAnnotations.Length..]),
        ];

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
