namespace MlOpsDashboard.Core.Reviews;

/// <summary>An example on which one version is better than the other.</summary>
/// <param name="Example">Its path in the holdout.</param>
/// <param name="MediaKey">As <c>/media/</c> calls it; null for none.</param>
/// <param name="Before">What the incumbent said, in words.</param>
/// <param name="After">What the candidate said.</param>
public sealed record ChangedAnswer(string Example, string? MediaKey, string Truth, string Before, string After, bool IsBetter);
