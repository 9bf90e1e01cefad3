using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Workers.Engine.Data;

namespace MlOpsDashboard.Workers.Engine.Samples;

/// <summary>Several labels of an emoji: its group, whether it is a face, and each colour that covers an eighth of the drawing or more.</summary>
internal sealed class EmojiAttributes : SampleTargets
{
    private const string Face = "face";
    private const double LeastShare = 0.125;

    private static readonly Dictionary<string, string> Groups = new(StringComparer.Ordinal)
    {
        ["Activities"] = "activity",
        ["Animals & Nature"] = "nature",
        ["Food & Drink"] = "food",
        ["Objects"] = "object",
        ["People & Body"] = "people",
        ["Smileys & Emotion"] = "smiley",
        ["Symbols"] = "symbol",
        ["Travel & Places"] = "place",
    };

    private static readonly string[] Colours = ["black", "blue", "brown", "green", "grey", "orange", "pink", "purple", "red", "yellow"];

    public override string Kind => DatasetKinds.Labels;

    public override string FileName => "labels.csv";

    public override IReadOnlyList<string> Names { get; } = [.. Groups.Values.Concat(Colours).Append(Face).Order(StringComparer.Ordinal)];

    public override string Header => "file,labels";

    public override string Cells(string category, string icon, DecodedPicture drawing)
    {
        var pixels = Drawn(drawing).ToList();
        var colours = pixels
            .CountBy(pixel => Colour(pixel.Red, pixel.Green, pixel.Blue))
            .Where(count => count.Key.Length > 0 && count.Value >= LeastShare * pixels.Count)
            .Select(count => count.Key);
        string[] said = [Groups[category], .. icon.Split('-').Contains(Face) ? [Face] : Array.Empty<string>()];
        return string.Join('|', said.Concat(colours).Order(StringComparer.Ordinal));
    }

    // By hue, saturation and value; empty for near-white, which the background is too.
    private static string Colour(byte red, byte green, byte blue)
    {
        int most = Math.Max(red, Math.Max(green, blue)),
            range = most - Math.Min(red, Math.Min(green, blue));
        if (most < 70)
        {
            return "black";
        }
        if (range < 0.18 * most)
        {
            return most > 225 ? "" : "grey";
        }
        var hue =
            60
            * (
                most == red ? (double)(green - blue) / range
                : most == green ? 2 + ((double)(blue - red) / range)
                : 4 + ((double)(red - green) / range)
            );
        hue = hue < 0 ? hue + 360 : hue;
        return hue switch
        {
            < 12 or >= 340 => most > 200 && range < 0.55 * most ? "pink" : "red",
            < 40 => most < 190 ? "brown" : "orange",
            < 65 => "yellow",
            < 170 => "green",
            < 255 => "blue",
            < 300 => "purple",
            _ => "pink",
        };
    }
}
