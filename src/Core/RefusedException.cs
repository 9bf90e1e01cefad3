using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core;

/// <summary>Bad input met deep in the engine or the host: its message is one English sentence that says what was expected and what was received.</summary>
/// <remarks>The host maps it to exit code 2 and prints the sentence; nothing stored is touched.</remarks>
public sealed class RefusedException : Exception
{
    // A sentence quotes what it received, and that may be a megabyte of somebody's file.
    private const int Longest = 4000;

    public RefusedException(Refusal reason, Exception? cause = null)
        : base(Shorten(RefusalText.Of(reason, UserLanguage.English)), cause) => Reason = reason;

    public Refusal Reason { get; }

    private static string Shorten(string sentence) => sentence.Length <= Longest ? sentence : sentence[..Longest] + "...";
}
