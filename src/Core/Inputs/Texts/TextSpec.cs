using System.Text.Json;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Inputs.Texts;

/// <summary>The part of a spec that texts have of their own.</summary>
public static class TextSpec
{
    /// <summary>The column of a table that holds the texts; null finds it.</summary>
    public const string TextColumn = "data.textColumn";

    /// <summary>The column that holds the classes; null finds it.</summary>
    public const string LabelColumn = "data.labelColumn";

    /// <summary>The code page of a file, as <see cref="Text.CodePage"/> names it; null guesses it.</summary>
    public const string Encoding = "data.encoding";

    /// <summary>Most tokens of a text, those that the tokenizer adds counted; longer texts lose their end. Null takes as many as the network was made for,
    /// at most 128 of an encoder.</summary>
    public const string MaxLength = "data.maxLength";

    /// <summary>Most tokens of a text that an encoder reads, where the spec says nothing: longer texts are rare, and a step costs what its longest text
    /// costs.</summary>
    public const int UsualLength = 128;

    /// <summary>Maximum lengths that are offered, in tokens.</summary>
    public static IReadOnlyList<int> UsualLengths { get; } = [16, 32, 64, 128, 256, 512];

    /// <summary>What a head on an encoder may begin with; <c>avg</c> is the mean over the tokens.</summary>
    public static IReadOnlyList<string> Poolings { get; } = ["avg", "max", "cls", "pooler"];

    // What papers call it.
    private const string Mean = "mean";

    public static IReadOnlyDictionary<string, ComponentOption> Members { get; } =
        new Dictionary<string, ComponentOption>
        {
            [TextColumn] = new("textColumn", OptionKind.Text, null) { Nullable = true },
            [LabelColumn] = new("labelColumn", OptionKind.Text, null) { Nullable = true },
            [Encoding] = new("encoding", OptionKind.Text, null) { Nullable = true },
            [MaxLength] = new("maxLength", OptionKind.Whole, null)
            {
                Nullable = true,
                Minimum = 3,
                Maximum = 8192,
            },
        };

    public static string? ColumnOf(TrainingSpec spec) => TextOf(spec, TextColumn);

    public static string? LabelColumnOf(TrainingSpec spec) => TextOf(spec, LabelColumn);

    public static string? EncodingOf(TrainingSpec spec) => TextOf(spec, Encoding);

    /// <summary>Null where the spec leaves it to the network.</summary>
    public static int? MaxLengthOf(TrainingSpec spec) => Given(spec, MaxLength) is { ValueKind: JsonValueKind.Number } given ? given.GetInt32() : null;

    internal static IReadOnlyList<SpecProblem> Validate(TrainingSpec spec)
    {
        var problems = new List<SpecProblem>();
        void Expect(bool holds, string path, Refusal expected, object? received)
        {
            if (!holds)
                problems.Add(SpecProblem.Of(path, expected, received));
        }

        if (spec.Backbone is { File: null, Name: { } name })
            Expect(
                TextBackboneCards.Find(name) is not null,
                "backbone.name",
                new("spec.expect.oneOf", ("known", string.Join(", ", TextBackboneCards.All.Select(card => card.Name)))),
                name
            );
        if (spec.Backbone is { File: null, Name: { } own } && TextBackboneCards.Find(own)?.HasNoWeights == true && spec.Stages.Count > 0)
            Expect(
                !spec.Stages[0].Unfreeze.IsNone,
                "stages[0].unfreeze",
                new("spec.expect.unfreezeAll", ("backbone", own)),
                spec.Stages[0].Unfreeze.ToString()
            );
        if (spec.Backbone is { File: null, Weights: not ("pretrained" or "none" or "imagenet") })
            Expect(false, "backbone.weights", new("spec.expect.either", ("first", "\"pretrained\""), ("last", "\"none\"")), spec.Backbone.Weights);
        if (spec.Head is { } head)
            Expect(
                head.Pooling == Mean || Poolings.Contains(head.Pooling),
                "head.pooling",
                new("spec.expect.oneOf", ("known", string.Join(", ", Poolings))),
                head.Pooling
            );
        Expect(spec.Augmentation.Count == 0, "augmentation", new("spec.expect.noLayersOfPictures"), string.Join(", ", spec.Augmentation.Select(a => a.Class)));
        Expect(spec.Backbone.InputChannels is null, "backbone.inputChannels", new("spec.expect.noChannels"), spec.Backbone.InputChannels?.Method);
        if (EncodingOf(spec) is { } encoding)
            Expect(
                Text.CodePage.Find(encoding) is not null || encoding is "utf-16" or "utf-16le" or "utf-16be",
                Encoding,
                new("spec.expect.oneOf", ("known", string.Join(", ", Text.CodePage.All.Select(page => page.Name).Append("utf-16")))),
                encoding
            );
        return problems;
    }

    /// <summary>What no spec of texts says of its own: weights are the backbone's, where it has any.</summary>
    internal static TrainingSpec Complete(TrainingSpec spec)
    {
        var complete = spec.Head is { Pooling: Mean } head ? spec with { Head = head with { Pooling = Poolings[0] } } : spec;
        return complete.Backbone is { File: null, Weights: "imagenet", Name: { } name }
            ? complete with
            {
                Backbone = complete.Backbone with { Weights = TextBackboneCards.Find(name)?.HasNoWeights == true ? "none" : "pretrained" },
            }
            : complete;
    }

    private static string? TextOf(TrainingSpec spec, string path) => Given(spec, path) is { ValueKind: JsonValueKind.String } given ? given.GetString() : null;

    private static JsonElement? Given(TrainingSpec spec, string path) =>
        TaskMembers.Of(spec).FirstOrDefault(member => member.Key == path) is { Key: not null, Value: var given } ? given : null;
}
