using MlOpsDashboard.Core.Inputs.Pictures;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Inputs;

/// <summary>The inputs that there are: every <see cref="IInputCard"/> of the program's loaded assemblies.</summary>
public static class InputCards
{
    /// <summary>What a dataset or spec that says nothing is of.</summary>
    public const string Pictures = PictureInputCard.InputName;

    private static readonly IInputCard Usual = new PictureInputCard();

    /// <summary>By name.</summary>
    public static IReadOnlyList<IInputCard> All => [.. ProgramTypes.All<IInputCard>().OrderBy(card => card.Name, StringComparer.Ordinal)];

    /// <summary>Whether a task learns from an input. One that nobody has a card of counts as pictures: so its datasets and forms are shown.</summary>
    public static bool Takes(ITaskCard task, string input) =>
        task.Inputs is not { } taken || taken.Contains(input) || (input == Pictures && !taken.Any(name => All.Any(card => card.Name == name)));

    /// <summary>By name; of an input that nobody has a card of, that of pictures.</summary>
    public static IInputCard Named(string input) => All.FirstOrDefault(card => card.Name == input) ?? Usual;

    /// <summary>Whether a spec's backbone may hold BatchNormalization: a file's may, and of those that can be named the input says it.</summary>
    public static bool MayNormalize(TrainingSpec spec) => spec.Backbone.File is not null || Of(spec).HasBatchNormalization;

    /// <summary>What a spec learns from: of the inputs that its task takes the one that it means.</summary>
    public static IInputCard Of(TrainingSpec spec) => Said(spec) ?? Usual;

    /// <summary>The same; null where the spec leaves it open.</summary>
    public static IInputCard? Said(TrainingSpec spec)
    {
        var taken = TaskCards.Find(spec.Task)?.Inputs;
        IInputCard[] possible = [.. All.Where(card => taken?.Contains(card.Name) != false)];
        return possible.FirstOrDefault(card => card.Name == spec.Data?.Input)
            ?? possible.FirstOrDefault(card => card.IsMeant(spec))
            ?? (possible is [var only] ? only : null);
    }
}
