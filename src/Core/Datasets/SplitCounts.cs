namespace MlOpsDashboard.Core.Datasets;

/// <summary>How many pictures of a dataset version a run trains on and is validated by.</summary>
public sealed record SplitCounts(int Training, int Validation)
{
    /// <summary>All that the run is given.</summary>
    public int Seen => Training + Validation;

    /// <param name="pictures">Of the version, with those of the test and those that nobody labelled.</param>
    /// <param name="parts">Of the version; null where no part is decided.</param>
    /// <param name="validationSplit">The run's share for validation, rounded down as in Keras; without effect where the version names pictures for
    /// validation.</param>
    public static SplitCounts Of(int pictures, PartCounts? parts, double validationSplit)
    {
        var seen = pictures - (parts is null ? 0 : parts.Test + parts.Unlabelled);
        var validation = parts is { Validation: > 0 } given ? given.Validation : (int)(validationSplit * seen);
        return new(seen - validation, validation);
    }
}
