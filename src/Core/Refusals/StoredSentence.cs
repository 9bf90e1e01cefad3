using System.Diagnostics.CodeAnalysis;
using MlOpsDashboard.Core.Localization;

namespace MlOpsDashboard.Core.Refusals;

/// <summary>
/// A sentence that is kept, as two things side by side: its text, always English, for older programs and whoever reads the text alone, and what it says as
/// code and values,
/// from which each reader gets it in their own language. Where only the text is there (rows of older versions, a code of a newer one), the text is shown.
/// </summary>
public static class StoredSentence
{
    /// <summary>Both halves: control characters became spaces, and what is too long is cut. A sentence that is known as text only has no second half.</summary>
    public static (string Text, Refusal? Said) Of(Refusal refusal) =>
        (
            PlainText.Line(RefusalText.Of(refusal, UserLanguage.English)),
            refusal.Code == Refusal.SentenceCode ? null : refusal.MapTexts(text => PlainText.Line(text))
        );

    /// <summary>The sentence in the language of the moment.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Read(string? text, Refusal? said) => said is not null && RefusalText.Knows(said) ? PlainText.Line(said.Sentence) : text;
}
