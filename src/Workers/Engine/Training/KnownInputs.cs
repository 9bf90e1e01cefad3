using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>What can be learnt from: every <see cref="IInput"/> of the program's loaded assemblies.</summary>
public static class KnownInputs
{
    /// <summary>The input of a manifest's examples.</summary>
    /// <param name="name">As <see cref="InputCards"/> names it.</param>
    /// <exception cref="RefusedException">There is none of that name.</exception>
    public static IInput Named(string name) =>
        ProgramTypes.All<IInput>().FirstOrDefault(input => input.Name == name)
        ?? throw new RefusedException(
            new Refusal("inputs.none", ("known", string.Join(", ", ProgramTypes.All<IInput>().Select(input => input.Name))), ("received", name))
        );

    /// <summary>The spec with the input that its data says it is of, where the spec's backbone is a file and nothing else in it says so.</summary>
    public static TrainingSpec Told(TrainingSpec spec, string path) =>
        spec.Backbone.File is null
        || InputCards.Said(spec) is not null
        || ProgramTypes.All<IInput>().OrderBy(input => input.Name, StringComparer.Ordinal).FirstOrDefault(input => input.IsOnly(path)) is not { } only
            ? spec
            : spec with
            {
                Data = spec.Data with { Input = only.Name },
            };

    /// <summary>The input that a data source is opened as: of those that the task takes the first that recognises it, or else the first, whose own refusal
    /// then tells what is expected. First stands the one that the spec means, then the others by name.</summary>
    /// <exception cref="RefusedException">There is no input that the task takes.</exception>
    public static IInput For(ITaskCard task, TrainingSpec spec, string path)
    {
        var meant = InputCards.Of(spec).Name;
        IInput[] taken =
        [
            .. ProgramTypes
                .All<IInput>()
                .Where(input => task.Inputs?.Contains(input.Name) != false)
                .OrderBy(input => input.Name == meant ? 0 : 1)
                .ThenBy(input => input.Name, StringComparer.Ordinal),
        ];
        return taken.FirstOrDefault(input => input.Recognizes(spec, path))
            ?? taken.FirstOrDefault()
            ?? throw new RefusedException(new Refusal("inputs.unknown", ("known", string.Join(", ", task.Inputs ?? [])), ("task", task.Name)));
    }
}
