namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>What is shown from a score on, over all pictures.</summary>
/// <param name="Right">Objects that are found.</param>
/// <param name="Wrong">Detections that are not right, those of crowds aside.</param>
/// <param name="Objects">How many there are to find.</param>
/// <param name="Errors">How often each kind of error occurs.</param>
public sealed record ObjectCounts(int Right, int Wrong, int Objects, IReadOnlyDictionary<ObjectOutcome, int> Errors)
{
    /// <summary>Null where nothing is shown.</summary>
    public double? Precision => Right + Wrong == 0 ? null : (double)Right / (Right + Wrong);

    /// <summary>Null where there is nothing to find.</summary>
    public double? Recall => Objects == 0 ? null : (double)Right / Objects;

    /// <summary>Null where nothing is shown and there is nothing to find.</summary>
    public double? F1 => Right + Wrong + Objects == 0 ? null : 2.0 * Right / (Right + Wrong + Objects);
}
