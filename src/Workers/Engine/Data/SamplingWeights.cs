namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>How often each training picture is drawn where an epoch is sampled with replacement.</summary>
public static class SamplingWeights
{
    /// <summary>
    /// The pictures' own weights where a table gives them; else one over the size of the class, so that each class is drawn as often as any other.
    /// </summary>
    /// <returns>Null where each picture is seen once an epoch.</returns>
    public static double[]? Of(string sampling, LabelledFiles training)
    {
        if (sampling != "weighted")
        {
            return null;
        }
        if (training.Weights is { } own)
        {
            return [.. own.Select(weight => (double)weight)];
        }
        var counts = training.Files.CountBy(file => file.Label).ToDictionary();
        return [.. training.Files.Select(file => 1.0 / counts[file.Label])];
    }
}
