using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Workers.Engine.Data;

namespace MlOpsDashboard.Workers.Engine.Samples;

/// <summary>Two numbers of an emoji: <c>brightness</c>, the mean luma (Rec. 709) of the drawing without its background, from 0 for black to 1 for white; and
/// <c>coverage</c>, the share of the picture that the drawing covers.</summary>
internal sealed class EmojiBrightness : SampleTargets
{
    public override string Kind => DatasetKinds.Numbers;

    public override string FileName => "numbers.csv";

    public override IReadOnlyList<string> Names { get; } = ["brightness", "coverage"];

    public override string Header => "file,brightness,coverage";

    public override string Cells(string category, string icon, DecodedPicture drawing)
    {
        var pixels = Drawn(drawing).ToList();
        var brightness = pixels.Count == 0 ? 1 : pixels.Average(pixel => ((0.2126 * pixel.Red) + (0.7152 * pixel.Green) + (0.0722 * pixel.Blue)) / 255);
        return FormattableString.Invariant($"{brightness:F4},{(double)pixels.Count / (drawing.Width * drawing.Height):F4}");
    }
}
