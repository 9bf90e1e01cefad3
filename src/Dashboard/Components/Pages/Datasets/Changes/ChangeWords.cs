using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Differences;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Components.Tasks;

namespace MlOpsDashboard.Dashboard.Components.Pages.Datasets.Changes;

/// <summary>What changed between two versions, in words.</summary>
internal static class ChangeWords
{
    // Of more, a sentence is a table.
    private const int Named = 6;
    private static readonly TextResource Texts = new(typeof(ChangesTexts));

    public static string Headline(VersionDifference difference) =>
        difference.IsNone
            ? Texts["TheSame", difference.From.Number, difference.To.Number, Card(difference).Noun(2)]
            : Texts["Headline", Card(difference).Count(difference.Changed), difference.From.Number, difference.To.Number];

    /// <summary>A sentence for each thing that changed, with the kind of its pictures; null where no picture shows it.</summary>
    public static IEnumerable<(string? Kind, string Sentence)> Sentences(VersionDifference difference)
    {
        if (difference.From.Kind != difference.To.Kind)
            yield return (
                null,
                Full(
                    Texts[
                        "KindChanged",
                        DatasetKinds.Said(difference.From.Kind).Sentence,
                        DatasetKinds.Said(difference.To.Kind).Sentence,
                        Card(difference).Noun(1)
                    ]
                )
            );
        foreach (var name in difference.Names)
            yield return (name is { From: not null, To: not null } ? ChangeKinds.Names : null, Full(Of(name, Card(difference))));
        foreach (var (kind, pictures) in difference.Counts.Where(count => count.Kind != ChangeKinds.Names))
        {
            var told = Texts[$"Told.{kind}", pictures, Card(difference).Count(pictures)];
            string[] more =
                kind == ChangeKinds.Relabelled ? [.. difference.Labels.Select(label => Of(difference.To.Kind, label)).OfType<string>()]
                : kind == ChangeKinds.Moved ? [.. difference.Parts.Select(part => Texts["PartMoved", part.Pictures, Part(part.From), Part(part.To)])]
                : [];
            yield return (kind, Full(more.Length == 0 ? told : Texts["Told.with", told, Listed(more)]));
        }
    }

    /// <summary>What such a change is called, for a filter.</summary>
    /// <param name="kind">One of <see cref="ChangeKinds"/>.</param>
    public static string Title(string kind) => Texts[$"Kind.{kind}"];

    /// <summary>What changed about one picture, line by line.</summary>
    public static IEnumerable<string> Of(VersionDifference difference, PictureChange picture)
    {
        if (picture is not { Before: { } before, After: { } after })
        {
            yield return TargetWords.Of(
                picture.After is null ? difference.From.Kind : difference.To.Kind,
                picture.After ?? picture.Before!,
                picture.After is null ? difference.From.Names : difference.To.Names
            );
            yield break;
        }
        var (was, now) = (TargetWords.Of(difference.From.Kind, before, difference.From.Names), TargetWords.Of(difference.To.Kind, after, difference.To.Names));
        if (DatasetPages.Find(difference.To.Kind) is not null && picture.Labels.Count > 0)
            yield return Listed([.. picture.Labels.Select(label => Of(difference.To.Kind, label)).OfType<string>()]);
        else
            yield return Arrow(was, now);
        if (before.Part != after.Part)
            yield return Arrow(Part(before.Part), Part(after.Part));
        if (before.Path != after.Path)
            yield return Arrow(before.Path, after.Path);
        if (before.Weight != after.Weight)
            yield return Texts["Told.with", Title(ChangeKinds.Weighted), Arrow(Format.Number(before.Weight ?? 1), Format.Number(after.Weight ?? 1))];
        foreach (var kind in picture.Kinds.Where(kind => kind is ChangeKinds.Turned or ChangeKinds.Replaced))
            yield return Title(kind);
    }

    /// <summary>Says what the examples of both versions are called.</summary>
    public static IInputCard Card(VersionDifference difference) => InputCards.Named(difference.To.Input);

    private static string Of(NameChange name, IInputCard card) =>
        name switch
        {
            { From: null } => Texts["NameAdded", name.To!, card.Count(name.Pictures)],
            { To: null } => Texts["NameRemoved", name.From, card.Count(name.Pictures)],
            { IsMerge: true } => Texts["NameMerged", name.From, name.To, card.Count(name.Pictures)],
            _ => Texts["NameRenamed", name.From, name.To, card.Count(name.Pictures)],
        };

    // Null where nothing more can be said of it than that it is another.
    private static string? Of(string kind, LabelChange label) =>
        DatasetPages.Find(kind) is { } pages ? pages.Words(label)
        : label is { From: { } from, To: { } to }
            ? from == to ? Texts["NumberChanged", label.Count, to]
                : Texts["Relabelled", label.Count, from, to]
        : label.To is not null ? Texts["LabelAdded", label.Count, label.To]
        : label.From is not null ? Texts["LabelRemoved", label.Count, label.From]
        : null;

    private static string Listed(IReadOnlyList<string> said)
    {
        var named = string.Join(Texts["Comma"], said.Take(Named));
        return said.Count > Named ? Texts["AndMore", named, said.Count - Named] : named;
    }

    private static string Part(string? part) => part is null ? Texts["Open"] : new Refusal($"words.part.{part}").Sentence;

    private static string Arrow(string was, string now) => was == now ? now : Texts["Arrow", was, now];

    private static string Full(string sentence) => Texts["Told.full", sentence];
}
