using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Inputs.Texts;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Workers.Engine.Samples;

/// <summary>The sample data sets that this program can write.</summary>
/// <param name="folder">Where the icon sets lie, one folder each; default: <c>samples</c> beside the program.</param>
public sealed class SampleCatalog(string? folder = null)
{
    private const string Twemoji =
        "Twemoji, Copyright Twitter, Inc and other contributors, graphics licensed under CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/). "
        + "Changes: drawn at 128 x 128 pixels on white.";

    private const string Noto =
        "Noto Emoji, Copyright Google LLC, licensed under the Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0). "
        + "Changes: drawn at 128 x 128 pixels on white.";

    private static readonly SampleSet[] OfIcons =
    [
        new(
            "emoji-twemoji",
            "Emoji, flat (Twemoji)",
            "Flat drawings in eight groups such as food, animals and symbols, 128 px. The same groups as emoji-noto in another style: train on one, transfer to the other.",
            "twemoji",
            null,
            300,
            Twemoji
        ),
        new(
            "emoji-noto",
            "Emoji, shaded (Noto)",
            "Shaded drawings in eight groups such as food, animals and symbols, 128 px. The same groups as emoji-twemoji in another style: train on one, transfer to the other.",
            "noto",
            null,
            300,
            Noto
        ),
        new(
            "emoji-mini",
            "Emoji, small",
            "Forty flat drawings each of animals, food and places, 128 px: enough to see a run from end to end in seconds.",
            "twemoji",
            ["Animals & Nature", "Food & Drink", "Travel & Places"],
            40,
            Twemoji
        ),
        new(
            "emoji-attributes",
            "Emoji with several labels",
            "Flat drawings, 128 px, each with its group, its colours, and whether it is a face: several labels a picture.",
            "twemoji",
            null,
            120,
            Twemoji
        )
        {
            Targets = new EmojiAttributes(),
        },
        new(
            "emoji-brightness",
            "Emoji with numbers",
            "Flat drawings, 128 px, each with two numbers that a network has to see: how light the drawing is, and how much of the picture it covers.",
            "twemoji",
            null,
            120,
            Twemoji
        )
        {
            Targets = new EmojiBrightness(),
        },
    ];

    private const string Names =
        "Names of emoji by emojibase-data, Copyright Miles Johnson, MIT licence (https://github.com/milesj/emojibase), from Unicode CLDR, Copyright Unicode, Inc., "
        + "Unicode License v3 (https://www.unicode.org/license.txt). Changes: tags left out, flags named by their place alone.";

    private static readonly SampleSet[] OfTexts =
    [
        new(
            "emoji-names-en",
            "Names of emoji, English",
            "Texts: what emoji are called in English, in nine groups such as food, symbols and flags. A few words each: a network that knows words has an advantage.",
            "emojibase",
            null,
            0,
            Names
        )
        {
            Texts = new EmojiNames("en"),
        },
        new(
            "emoji-names-zh",
            "Names of emoji, Chinese",
            "Texts: what emoji are called in Chinese, in nine groups such as food, symbols and flags. A few characters each.",
            "emojibase",
            null,
            0,
            Names
        )
        {
            Texts = new EmojiNames("zh"),
        },
    ];

    /// <summary>All, in the order in which they are listed.</summary>
    public static IReadOnlyList<SampleSet> All =>
        [.. OfIcons, .. ProgramTypes.All<IDrawnSample>().Select(drawn => drawn.Set).OrderBy(sample => sample.Name, StringComparer.Ordinal), .. OfTexts];

    /// <summary>Where the icon sets lie.</summary>
    public string Folder { get; } = folder ?? Path.Combine(AppContext.BaseDirectory, "samples");

    /// <exception cref="RefusedException">No sample of that name.</exception>
    public static SampleSet Get(string name) =>
        All.FirstOrDefault(sample => sample.Name == name)
        ?? throw new RefusedException(new Refusal("samples.unknown", ("known", string.Join(", ", All.Select(sample => sample.Name))), ("received", name)));

    /// <summary>All samples with their counts, as <c>mlops samples</c> lists them.</summary>
    /// <exception cref="RefusedException">The icon sets are missing.</exception>
    public IReadOnlyList<SampleInfo> List() =>
        [
            .. All.Select(sample =>
            {
                if (sample.Texts is { } texts)
                {
                    return new SampleInfo(
                        sample.Name,
                        sample.Title,
                        sample.Description,
                        texts.Rows(FolderOf(sample)).Count,
                        EmojiNames.Groups.Count,
                        sample.Attribution
                    )
                    {
                        Input = TextInputCard.InputName,
                    };
                }
                var classes = Icons(sample).Choose(sample);
                return new SampleInfo(
                    sample.Name,
                    sample.Title,
                    sample.Description,
                    sample.Drawn?.Pictures ?? classes.Sum(c => c.Names.Count),
                    sample.Drawn?.Names.Count ?? sample.Targets?.Names.Count ?? classes.Count,
                    sample.Attribution
                )
                {
                    Kind = sample.Kind,
                };
            }),
        ];

    /// <summary>The icon set that a sample is drawn from.</summary>
    public EmojiIcons Icons(SampleSet sample) => new(FolderOf(sample));

    /// <summary>Where what a sample is made of lies.</summary>
    internal string FolderOf(SampleSet sample) => Path.Combine(Folder, sample.IconSet);
}
