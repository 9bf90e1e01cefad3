using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Tasks;

/// <summary>What several tasks refuse in the same words.</summary>
internal static class TaskProblems
{
    public static IEnumerable<SpecProblem> LeftOut(TrainingSpec spec, string path, object? given)
    {
        if (given is not null) yield return new(path, $"Expected {path} to be left out where the task is {spec.Task}; received {TrainingSpecValidator.Show(given)}.");
    }

    public static IEnumerable<SpecProblem> NoClassWeight(TrainingSpec spec)
    {
        if (spec.Loss.ClassWeight != "none") yield return new("loss.classWeight", $"Expected loss.classWeight to be \"none\" where the task is {spec.Task}; received {TrainingSpecValidator.Show(spec.Loss.ClassWeight)}.");
    }
}
