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

    public static IEnumerable<SpecProblem> NoClassWeight(TrainingSpec spec)
    {
        if (spec.Loss.ClassWeight != "none")
            yield return SpecProblem.Of("loss.classWeight", new("spec.expect.ofTask", ("value", "\"none\""), ("task", spec.Task)), spec.Loss.ClassWeight);
    }
}
