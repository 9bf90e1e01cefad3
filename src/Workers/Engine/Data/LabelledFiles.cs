using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>Pictures of a data folder in a fixed order.</summary>
/// <param name="Root">The data folder.</param>
/// <param name="ClassNames">Class names, of which a label is an index; or the names of labels or of numbers, of which a target has one number each.</param>
/// <param name="Files">The pictures.</param>
public sealed record LabelledFiles(string Root, IReadOnlyList<string> ClassNames, IReadOnlyList<LabelledFile> Files)
{
    /// <summary>What is said of each picture; one of <see cref="DatasetKinds"/>.</summary>
    public string Kind { get; init; } = DatasetKinds.Class;

    /// <summary>Whether the pictures lie as their EXIF orientation says; null where their source says nothing of it, as folders and tables.</summary>
    public bool? IsUpright { get; init; }

    /// <summary>Endings of pictures in a folder that Keras does not take, and how many have each; they are left out.</summary>
    public IReadOnlyDictionary<string, int> LeftOut { get; init; } = new Dictionary<string, int>();

    /// <summary>What was found and mended while they were read, in sentences.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>Where a picture lies on disk.</summary>
    public string FullPath(int index) => Files[index].Location ?? System.IO.Path.Combine(Root, Files[index].Path);

    /// <summary>What is true of each picture.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Targets => [.. Files.Select(file => file.TargetNumbers)];

    /// <summary>The <see cref="LabelledFile.Part"/> of each picture.</summary>
    public IReadOnlyList<string?> Parts => [.. Files.Select(file => file.Part)];

    /// <summary>The same with targets as a task takes them.</summary>
    /// <exception cref="RefusedException">The task can't learn that, in a sentence.</exception>
    public LabelledFiles As(Func<StoredTargets, StoredTargets> accept)
    {
        var accepted = accept(new StoredTargets(Kind, ClassNames, Targets));
        return accepted.Kind == Kind
            ? this
            : this with
            {
                Kind = accepted.Kind,
                Files = [.. Files.Zip(accepted.Rows, (file, target) => file with { Target = target })],
            };
    }

    /// <summary>The pictures' weights, or null where their source has none.</summary>
    public IReadOnlyList<float>? Weights => Files.Count > 0 && Files[0].Weight is not null ? [.. Files.Select(file => file.Weight ?? 1)] : null;

    /// <summary>The same with the classes in the order asked for, each with its files as they stand; classes not asked for are left out, as in Keras.</summary>
    /// <param name="asked">Null for all as they are.</param>
    /// <param name="grouped">Whether files stand class by class, so that they follow the new order.</param>
    /// <exception cref="RefusedException">A name that is no class.</exception>
    public LabelledFiles InOrder(IReadOnlyList<string>? asked, bool grouped)
    {
        if (asked is null || asked.SequenceEqual(ClassNames))
        {
            return this;
        }
        if (DatasetFit.UnknownClasses(ClassNames, asked) is { } unknown)
        {
            throw new RefusedException(unknown);
        }
        if (DatasetKinds.IsOfATask(Kind))
        {
            throw new RefusedException(new Refusal("data.names.order", ("expected", string.Join(", ", ClassNames)), ("received", string.Join(", ", asked))));
        }
        return Kind == DatasetKinds.Class ? Numbered(asked, grouped) : Picked(asked);
    }

    /// <summary>Those targets alone, in that order; every picture stays. Of a name that is not there each has 0.</summary>
    internal LabelledFiles Picked(IReadOnlyList<string> asked)
    {
        var known = ClassNames.ToList();
        int[] at = [.. asked.Select(name => known.IndexOf(name))];
        return this with { ClassNames = asked, Files = [.. Files.Select(file => file with { Target = [.. at.Select(i => i < 0 ? 0 : file.Target![i])] })] };
    }

    /// <summary>As <see cref="InOrder"/>; a name may also be of a class without pictures.</summary>
    internal LabelledFiles Numbered(IReadOnlyList<string> asked, bool grouped)
    {
        var number = asked.Select((name, label) => (name, label)).ToDictionary(pair => pair.name, pair => pair.label, StringComparer.Ordinal);
        var kept = Files.Where(file => number.ContainsKey(ClassNames[file.Label])).Select(file => file with { Label = number[ClassNames[file.Label]] });
        return this with { ClassNames = asked, Files = [.. grouped ? kept.OrderBy(file => file.Label) : kept] };
    }
}
