using System.Security.Cryptography;
using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Samples;

/// <summary>An icon set in Iconify's format: <c>metadata.json</c> (names by category) and <c>icons.json</c> (SVG bodies).</summary>
/// <param name="folder">Holds the two files.</param>
public sealed class EmojiIcons(string folder)
{
    // People come five or more times, once a skin tone: all but the toneless one are left out.
    private const string SkinTone = "skin-tone";

    private static readonly string[] LeftOut = ["Flags", "Component"];

    /// <summary>The classes of a sample in ordinal order, each with its icons in the order of <c>metadata.json</c>.</summary>
    /// <remarks>Categories but Flags and Component, names that hold "skin-tone" left out, then at most <see cref="SampleSet.PerClass"/> a class. Where a table
    /// says what is true of a picture, a drawing that stands under two names is taken once.</remarks>
    public IReadOnlyList<(string Class, IReadOnlyList<string> Names)> Choose(SampleSet sample)
    {
        using var metadata = JsonDocument.Parse(Read("metadata.json"));
        using var drawings = sample.Targets is null ? null : JsonDocument.Parse(Read("icons.json"));
        var taken = new HashSet<string>(StringComparer.Ordinal);
        bool IsNew(string name) => drawings is null || taken.Add(drawings.RootElement.GetProperty("icons").GetProperty(name).GetProperty("body").GetString()!);
        return
        [
            .. metadata
                .RootElement.GetProperty("categories")
                .EnumerateObject()
                .Where(category => sample.Classes?.Contains(category.Name) ?? !LeftOut.Contains(category.Name))
                .OrderBy(category => category.Name, StringComparer.Ordinal)
                .Select(category =>
                    (
                        category.Name,
                        (IReadOnlyList<string>)
                            [
                                .. category
                                    .Value.EnumerateArray()
                                    .Select(name => name.GetString()!)
                                    .Where(name => !name.Contains(SkinTone, StringComparison.Ordinal) && IsNew(name))
                                    .Take(sample.PerClass),
                            ]
                    )
                ),
        ];
    }

    /// <summary>The named icons as whole SVG documents of the given height and width in pixels; others are centred in the square.</summary>
    public IReadOnlyDictionary<string, string> Svg(IEnumerable<string> names, int size)
    {
        using var document = JsonDocument.Parse(Read("icons.json"));
        var root = document.RootElement;
        var icons = root.GetProperty("icons");
        var svg = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (!icons.TryGetProperty(name, out var icon))
            {
                throw new InvalidDataException($"Expected the icon {name} in {Path.Combine(folder, "icons.json")}. Received: no such icon.");
            }
            double Side(string key, double otherwise) =>
                icon.TryGetProperty(key, out var own) ? own.GetDouble()
                : root.TryGetProperty(key, out var common) ? common.GetDouble()
                : otherwise;
            var box = FormattableString.Invariant($"{Side("left", 0)} {Side("top", 0)} {Side("width", 16)} {Side("height", 16)}");
            svg[name] =
                $"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{size}" height="{size}" viewBox="{box}">{icon.GetProperty("body").GetString()}</svg>""";
        }
        return svg;
    }

    /// <summary>SHA-256 of both files: another package version has another one.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Read("metadata.json"));
        hash.AppendData(Read("icons.json"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private byte[] Read(string name)
    {
        var file = Path.Combine(folder, name);
        return File.Exists(file) ? File.ReadAllBytes(file) : throw new RefusedException(new Refusal("samples.icons.missing", ("path", file)));
    }
}
