namespace MlOpsDashboard.Core.Reviews;

/// <summary>An example of the holdout that was there in training, or nearly.</summary>
/// <param name="Held">Its path in the holdout.</param>
/// <param name="Seen">The path of the example that was trained on.</param>
/// <param name="By">Whose training: <see cref="Candidate"/>, <see cref="Incumbent"/>.</param>
/// <param name="IsSame">The same bytes; else nearly the same.</param>
public sealed record Leak(string Held, string HeldSha256, string Seen, string SeenSha256, string By, bool IsSame)
{
    public const string Candidate = "candidate";
    public const string Incumbent = "incumbent";
}
