using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Workers.Engine.Samples;

/// <summary>The names of emoji in a language with the groups in which keyboards show them, as a table of texts. Of flags only the place is named.</summary>
/// <param name="language">Of a folder of emojibase's data: <c>en</c>, <c>zh</c>.</param>
internal sealed class EmojiNames(string language)
{
    private const string FileName = "names.csv";

    private static readonly string[] Flags = ["flag: ", "旗: "];

    // By emojibase's numbers; skin tones and parts of hair, number 2, are no emoji alone.
    private static readonly string?[] GroupNames =
    [
        "smileys-emotion",
        "people-body",
        null,
        "animals-nature",
        "food-drink",
        "travel-places",
        "activities",
        "objects",
        "symbols",
        "flags",
    ];

    /// <summary>The groups' names.</summary>
    public static IReadOnlyList<string> Groups { get; } = [.. GroupNames.OfType<string>().Order(StringComparer.Ordinal)];

    /// <summary>Names and groups in the data's order.</summary>
    /// <param name="folder">Of emojibase's data.</param>
    /// <exception cref="RefusedException">The data is missing.</exception>
    public IReadOnlyList<(string Name, string Group)> Rows(string folder)
    {
        using var document = JsonDocument.Parse(Read(folder));
        return
        [
            .. document
                .RootElement.EnumerateArray()
                .Where(emoji => emoji.TryGetProperty("group", out var group) && GroupNames[group.GetInt32()] is not null)
                .Select(emoji => (Placed(emoji.GetProperty("label").GetString()!), GroupNames[emoji.GetProperty("group").GetInt32()]!)),
        ];
    }

    /// <summary>SHA-256 of the data: another package version has another one.</summary>
    public string Fingerprint(string folder) => Convert.ToHexStringLower(SHA256.HashData(Read(folder)));

    /// <summary>Writes the table.</summary>
    /// <param name="from">The folder of emojibase's data.</param>
    public void Write(string from, string folder)
    {
        var table = new StringBuilder("text,label\n");
        foreach (var (name, group) in Rows(from))
        {
            var isQuoted = name.AsSpan().ContainsAny(',', '"');
            table.Append(isQuoted ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name).Append(',').Append(group).Append('\n');
        }
        DurableFile.WriteText(Path.Combine(folder, FileName), table.ToString());
    }

    // "flag: " and its like would give the group away.
    private static string Placed(string label) =>
        Array.Find(Flags, before => label.StartsWith(before, StringComparison.Ordinal)) is { } flag ? label[flag.Length..] : label;

    private byte[] Read(string folder)
    {
        var file = Path.Combine(folder, $"{language}.json");
        return File.Exists(file) ? File.ReadAllBytes(file) : throw new RefusedException(new Refusal("samples.icons.missing", ("path", file)));
    }
}
