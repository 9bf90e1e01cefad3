namespace MlOpsDashboard.Core.Runs;

/// <param name="NowRight">Whether the other run is the better of the two; where rows are right or wrong, it alone is right.</param>
public sealed record ChangedPicture(string File, string? Sha256, string Actual, string BaselinePredicted, string OtherPredicted, bool NowRight);
