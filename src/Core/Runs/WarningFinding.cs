using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Runs;

/// <param name="Code">One of the codes of <see cref="RunWarnings"/>.</param>
/// <param name="Reason">The finding with its values.</param>
/// <param name="Epoch">The first that shows it.</param>
public sealed record WarningFinding(string Code, Refusal Reason, int Epoch)
{
    /// <summary>In the language of the moment.</summary>
    public string Sentence => Reason.Sentence;
}
