using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Tasks;

/// <summary>What several tasks refuse in the same words.</summary>
internal static class TaskProblems
{
    public static IEnumerable<SpecProblem> LeftOut(TrainingSpec spec, string path, object? given)
    {
        if (given is not null)
            yield return SpecProblem.Of(path, new("spec.expect.leftOutOfTask", ("task", spec.Task)), given);
    }

    /// <summary>Members of a head that the task's own is not made of.</summary>
    public static IEnumerable<SpecProblem> NoPooledHead(TrainingSpec spec)
    {
        if (spec.Head is not { } head)
            yield break;
        var usual = new HeadSpec();
        foreach (
            var (name, given, isUsual) in new (string, object, bool)[]
            {
                ("pooling", head.Pooling, head.Pooling == usual.Pooling),
                ("batchNormalization", head.BatchNormalization, head.BatchNormalization == usual.BatchNormalization),
                ("dropout", head.Dropout, head.Dropout == usual.Dropout),
                ("hidden", $"[{string.Join(", ", head.Hidden)}]", head.Hidden.Count == 0),
                ("activation", head.Activation, head.Activation == usual.Activation),
                ("l2", head.L2, head.L2 == usual.L2),
            }
        )
        foreach (var problem in LeftOut(spec, $"head.{name}", isUsual ? null : given))
            yield return problem;
    }

    public static IEnumerable<SpecProblem> NoLabelSmoothing(TrainingSpec spec)
    {
        if (spec.Loss.LabelSmoothing != 0)
            yield return SpecProblem.Of("loss.labelSmoothing", new("spec.expect.ofTask", ("value", "0"), ("task", spec.Task)), spec.Loss.LabelSmoothing);
    }

    public static IEnumerable<SpecProblem> NoClassWeight(TrainingSpec spec)
    {
        if (spec.Loss.ClassWeight != "none")
            yield return SpecProblem.Of("loss.classWeight", new("spec.expect.ofTask", ("value", "\"none\""), ("task", spec.Task)), spec.Loss.ClassWeight);
    }
}
