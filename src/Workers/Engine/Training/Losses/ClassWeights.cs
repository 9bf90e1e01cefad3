using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Training.Losses;

/// <summary>The weight of each class in the training loss.</summary>
public static class ClassWeights
{
    /// <summary>
    /// null for <c>none</c>; for <c>balanced</c> N / (classes present * count), scikit-learn's rule; a class without pictures weighs nothing.
    /// </summary>
    public static float[]? Of(string rule, IReadOnlyList<int> labels, int classes)
    {
        if (rule == "none")
        {
            return null;
        }
        if (rule != "balanced")
        {
            throw new RefusedException(new Refusal("trainer.loss.classWeights", ("received", rule)));
        }
        var counts = new int[classes];
        foreach (var label in labels)
        {
            counts[label]++;
        }
        var present = counts.Count(count => count > 0);
        return [.. counts.Select(count => count == 0 ? 0 : (float)((double)labels.Count / ((double)present * count)))];
    }
}
